import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classifiers, classifiersOf } from '../../src/cataloger/classifier/table.ts';
import { classifier } from '../../src/cataloger/classifier.ts';
import { catalogFile } from '../support/catalog.ts';

const before = 10_000;
const goMark = '\xff Go buildinf:';

/** A program whose text is at a known place; a Go program's mark stands behind it. */
function program(text: string, mark = ''): Buffer {
  const head = Buffer.alloc(before);
  head.write('\x7fELF', 'latin1');
  return Buffer.concat([head, Buffer.from(text, 'latin1'), Buffer.alloc(3_000), Buffer.from(mark, 'latin1')]);
}

function list(path: string, bytes: Uint8Array, chunkBytes?: number): string[] {
  const { packages = [] } = catalogFile(classifier, path, bytes, chunkBytes) ?? {};
  return packages.map(({ type, namespace, name, version }) =>
    [type, ...(namespace === undefined ? [] : [namespace]), `${name}@${version}`].join('/'),
  );
}

/** Text as it stands in the real programs of Debian 12 and npm. */
it.each<[file: string, text: string, expected: string]>([
  ['apache2', 'Apache/2.4.71 (Debian)', 'generic/httpd@2.4.71'],
  ['bash', '@(#)Bash version 5.2.15(1) release GNU', 'generic/bash@5.2.15'],
  ['bun', 'Bun v1.4.5 (Linux x64)', 'generic/bun@1.4.5'],
  ['busybox', 'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1)', 'generic/busybox@1.35.0'],
  ['containerd', '\0\x001.6.20~ds1\0\0', 'github/containerd/containerd@1.6.20~ds1'],
  ['curl', 'curl/7.88.1', 'generic/curl@7.88.1'],
  ['deno', 'Deno/0.80.0 x Deno/2.9.6Deno/2.9.6+e518fbde518fbd66dda', 'generic/deno@2.9.6'],
  ['dockerd', '\x0020.10.24+dfsg1\0', 'github/moby/moby@20.10.24+dfsg1'],
  ['dovecot', '\x002.3.19.1 (9b53102964)\0', 'generic/dovecot@2.3.19.1'],
  ['dropbear', 'SSH-2.0-dropbear_2022.83\r\n', 'generic/dropbear@2022.83'],
  ['git', '\xff\xfegit/2.39.5\0GIT_USER_AGENT', 'generic/git@2.39.5'],
  ['grafana', '\x003.45.1\0\0\x0011.1.0\0', 'github/grafana/grafana@11.1.0'],
  ['haproxy', ' version 2.6.12-1+deb12u4, released 2026/10/17', 'generic/haproxy@2.6.12'],
  [
    'java',
    '\0openjdk\0java\x000.0\x0017.0.21.1+2-1-deb12u1-Debian\0',
    'generic/openjdk@17.0.21.1+2-1-deb12u1-Debian',
  ],
  ['libavutil.so.57.28.100', 'FFmpeg version 5.1.9-0+deb12u1', 'generic/ffmpeg@5.1.9'],
  ['libcrypto.so.3', 'OpenSSL 3.0.22 25 Aug 2026', 'generic/openssl@3.0.22'],
  ['libcrypto.so.1.1', 'OpenSSL 1.1.1w  11 Sep 2023', 'generic/openssl@1.1.1w'],
  ['libnode.so.108', 'node.js/v18.20.4', 'generic/node@18.20.4'],
  ['libpython3.11.so.1.0', '\x003.2.0\0 \x003.40.1\0\x003.11.2\0', 'generic/python@3.11.2'],
  ['libruby-3.1.so.3.1.7', 'ruby 3.1.7p261 (2025-03-26 revision 0a3704f218)', 'generic/ruby@3.1.7'],
  ['libsqlite3.so.0.8.6', '\x003.40.1\0', 'generic/sqlite@3.40.1'],
  ['libz.so.1.2.13', ' deflate 1.2.13 Copyright 1995-2022 Jean-loup Gailly', 'generic/zlib@1.2.13'],
  ['luajit', 'LuaJIT 2.1.0-beta3\0', 'generic/luajit@2.1.0-beta3'],
  ['lua5.4', 'Lua 5.4.4  Copyright (C) 1994-2022', 'generic/lua@5.4.4'],
  ['mariadbd', '\x0010.11.19-MariaDB\0', 'generic/mariadb@10.11.19'],
  ['memcached', 'memcached 1.6.18', 'generic/memcached@1.6.18'],
  ['minio', '\0RELEASE.2025-04-16T18-13-26Z\0', 'github/minio/minio@RELEASE.2025-04-16T18-13-26Z'],
  ['mysql', 'shutdown\0SHOW PROCESSLIST\x009.7.4\x009.7.4.0\0', 'generic/mysql@9.7.4'],
  ['mysqld', 'listed_files.empty()\0MySQL 9.7.4\0log_before_file', 'generic/mysql@9.7.4'],
  ['named', 'libisc-9.18.49-1~deb12u3-Debian.so', 'generic/bind@9.18.49'],
  ['nginx', 'nginx version: nginx/1.22.1', 'generic/nginx@1.22.1'],
  ['node.exe', 'node.js/v20.20.2', 'generic/node@20.20.2'],
  ['perl5.36.0', '\0v5.36.0\0', 'generic/perl@5.36.0'],
  ['php-fpm8.2', 'X-Powered-By: PHP/8.2.36', 'generic/php@8.2.36'],
  ['postgres', 'PostgreSQL 15.20 (Debian 15.20-0+deb12u1)', 'generic/postgresql@15.20'],
  ['prometheus', '\x002.42.0+ds\0', 'github/prometheus/prometheus@2.42.0+ds'],
  ['redis-server', '\0err\x007.0.15\0c11-builtin\0', 'generic/redis@7.0.15'],
  ['redis-server', 'A7.0.151790282056000000000\0', 'generic/redis@7.0.15'],
  ['redis-server', 'x8.0.2buildkitsandbox-1702957741000000000\0', 'generic/redis@8.0.2'],
  ['sshd', 'OpenSSH_3.0*,OpenSSH_9.2p1 Debian-2+deb12u10', 'generic/openssh@9.2p1'],
  ['toybox', '\0--long\x000.8.9\0acpi\0', 'generic/toybox@0.8.9'],
  ['tini', 'tini version 0.19.0', 'generic/tini@0.19.0'],
  ['varnishd', 'Varnish 7.1.1 7cee1c581bead20e88d101ab3d72afb29f14d87a', 'generic/varnish@7.1.1'],
  ['x86_64-linux-gnu-gcc-12', '\x0012.2.0\0(Debian 12.2.0-14+deb12u1) ', 'generic/gcc@12.2.0'],
  [
    'helm',
    'path\thelm.sh/helm/v3/cmd/helm\nmod\thelm.sh/helm/v3\tv3.14.2\th1:abc=\n',
    'github/helm/helm@3.14.2',
  ],
  ['nginx', 'nginx version: openresty/1.21.4.1', 'generic/openresty@1.21.4.1'],
])('%s by %j', (file, text, expected) => {
  const bytes = program(text, expected.startsWith('github/') ? goMark : '');
  for (const chunkBytes of [bytes.length, 65_536, 211, before + 5])
    expect(list(`usr/bin/${file}`, bytes, chunkBytes)).toEqual([expected]);
});

it.each([
  ['usr/lib/erlang/releases/25/OTP_VERSION', '25.2.3\n', 'generic/erlang@25.2.3'],
  ['usr/local/go/VERSION', 'go1.26.8\ntime 2026-01-01T00:00:00Z\n', 'generic/go@1.26.8'],
  [
    'plugins/rabbit-3.10.8/ebin/rabbit.app',
    '{application,rabbit,[{vsn, "3.10.8"},',
    'generic/rabbitmq@3.10.8',
  ],
])('the text %s', (path, text, expected) => {
  expect(list(path, Buffer.from(text))).toEqual([expected]);
});

it('says where the version stands', () => {
  const result = catalogFile(classifier, 'opt/nginx', program('abc nginx version: nginx/1.22.1'), 64);
  expect(result?.packages.map(({ evidence }) => evidence)).toEqual([
    { path: 'opt/nginx', offset: before + 4 },
  ]);
});

it.each([
  ['another name', 'usr/bin/xnginx', program('nginx version: nginx/1.22.1')],
  [
    'a script',
    'usr/bin/nginx',
    Buffer.from(`#!/bin/sh\necho nginx version: nginx/1.22.1${' '.repeat(9_000)}`),
  ],
  ["a language's own library", 'usr/lib/ruby/openssl.so', program('OpenSSL 3.0.22 25 Aug 2026')],
  ['a unit', 'lib/systemd/system/docker.socket', program('\x001.2.3\0', goMark)],
  ["a library's version", 'usr/bin/hugo', program('\x001.5.4-0-g54706fc\0', goMark)],
  ['Midnight Commander', 'usr/bin/mc', program('\x002.3.3\0')],
  [
    'a pseudo-version',
    'bin/helm',
    program('\nmod\thelm.sh/helm/v3\tv0.0.0-20240101000000-abcdef012345\t\n', goMark),
  ],
])('passes over %s', (_, path, bytes) => {
  expect(list(path, bytes)).toEqual([]);
});

it('knows at least 100 programs, each name once for a type', () => {
  const names = new Set(classifiers.map(({ type, namespace, name }) => `${type}/${namespace}/${name}`));
  expect(names.size).toBeGreaterThan(100);
  for (const { files } of classifiers)
    for (const file of files) expect(classifiersOf(`a/${file}`)).not.toEqual([]);
});

it('has each row in the list of what was compared, once', () => {
  const names = classifiers.map(({ namespace, name }) =>
    namespace === undefined ? name : `${namespace}/${name}`,
  );
  const text = readFileSync('src/cataloger/classifier/README.md', 'utf8');
  const listed = [...text.matchAll(/(?<=^|, |\n)`([\w./-]+)`(?=,|\n)/g)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual([...new Set(names)].sort());
});

it('searches any content in linear time', () => {
  const pieces = [
    '\0',
    '1.',
    '22',
    '.',
    '0',
    '-',
    '+a',
    'Deno/',
    'nginx/',
    ' version ',
    '\nmod\t',
    '/',
    'A',
    ' (',
  ];
  const hostile = fc.array(fc.tuple(fc.constantFrom(...pieces), fc.integer({ min: 1, max: 900 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(hostile, fc.constantFrom(...classifiers), (parts, { files }) => {
      const bytes = program(parts.map(([piece, count]) => piece.repeat(count)).join(''));
      expect(Array.isArray(list(`bin/${files[0]}`, bytes))).toBe(true);
    }),
    { numRuns: 300 },
  );
});
