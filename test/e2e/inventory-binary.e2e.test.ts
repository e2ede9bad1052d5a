/** What is inside binaries against go, cargo-auditable's format and dpkg: ecosystem | tool | by tool | found | precision | recall. */
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PackageRecord } from '../../src/model/package.ts';
import { catalogTree, expectInventory } from './support/inventory.ts';
import { unpackRecorded } from './support/recorded.ts';
import { tool } from './support/tool.ts';

let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgscan-binary-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** A module with two dependencies, one of them replaced; both are vendored, so that nothing is downloaded. */
const module = {
  'go.mod': `module example.com/Acme/hello

go 1.17

require (
\texample.com/plain v1.2.3
\texample.com/old/v2 v2.0.1
)

replace example.com/old/v2 => example.com/fork/v2 v2.1.0-rc.1
`,
  'main.go': `package main

import (
\t"example.com/old/v2"
\t"example.com/plain"
)

func main() { println(plain.Text, old.Text) }
`,
  'vendor/example.com/plain/a.go': 'package plain\n\nvar Text = "plain"\n',
  'vendor/example.com/old/v2/a.go': 'package old\n\nvar Text = "old"\n',
  'vendor/modules.txt': `# example.com/plain v1.2.3
## explicit
example.com/plain
# example.com/old/v2 v2.0.1 => example.com/fork/v2 v2.1.0-rc.1
## explicit
example.com/old/v2
# example.com/old/v2 => example.com/fork/v2 v2.1.0-rc.1
`,
};

const settings: readonly (readonly [name: string, args: readonly string[], platform: string])[] = [
  ['plain', [], 'linux/amd64'],
  ['stripped', ['-ldflags=-s -w -buildid='], 'linux/amd64'],
  ['trimmed', ['-trimpath', '-ldflags=-s -w'], 'linux/amd64'],
  ['pie', ['-buildmode=pie'], 'linux/amd64'],
  ['big-endian', ['-ldflags=-s'], 'linux/s390x'],
  ['arm', [], 'linux/arm'],
  ['windows.exe', ['-ldflags=-s -w'], 'windows/amd64'],
  ['macos', ['-trimpath'], 'darwin/arm64'],
];

it('go: modules and the standard library as go version -m says', async () => {
  const source = join(directory, 'go');
  const output = join(directory, 'go-bin');
  await writeFiles(source, module);
  for (const [name, args, platform] of settings) {
    const [GOOS = '', GOARCH = ''] = platform.split('/');
    const env = {
      GOOS,
      GOARCH,
      CGO_ENABLED: '0',
      GOENV: 'off',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-buildvcs=false',
    };
    await tool('go', ['build', '-mod=vendor', ...args, '-o', join(output, name), '.'], { cwd: source, env });
  }
  const listed = (
    await Promise.all((await readdir(output)).map((name) => goModules(join(output, name))))
  ).flat();
  const found = (await readdir(output)).flatMap((name) =>
    catalogTree([join(output, name)], ['go-binary']).map(
      (item) => `${name}: ${pathOf(item)} ${item.version}`,
    ),
  );
  expect(listed).toHaveLength(settings.length * 4);
  expectInventory('golang (binary)', 'go version -m', listed, found);
}, 240_000);

function pathOf({ namespace, name }: PackageRecord): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** `file: path version` of each module that is in the program, the replacement where there is one. */
async function goModules(path: string): Promise<string[]> {
  const lines = (await tool('go', ['version', '-m', path])).split('\n');
  const modules = [`stdlib ${/: go(\S+)/.exec(lines[0] ?? '')?.[1]}`];
  for (const line of lines) {
    const [, kind, name, version] = line.split('\t');
    if (kind === '=>') modules.pop();
    if (kind === 'mod' || kind === 'dep' || kind === '=>') modules.push(`${name} ${version}`);
  }
  return modules.map((module) => `${path.slice(path.lastIndexOf('/') + 1)}: ${module}`);
}

it('cargo: the list that objcopy put into a program as cargo auditable does', async () => {
  const crates = Array.from({ length: 300 }, (_, index) => ({
    name: `crate-${index}`,
    version: `${index % 7}.${index}.0${index % 5 === 0 ? '-rc.1+meta' : ''}`,
    source: 'crates.io',
    ...(index % 10 === 0 ? { kind: 'build' } : {}),
  }));
  const section = join(directory, 'dep-v0');
  await writeFile(section, deflateSync(JSON.stringify({ packages: crates, format: 1 })));
  const path = join(directory, 'cargo-program');
  await copyFile('/usr/bin/perl', path);
  await tool('objcopy', ['--add-section', `.dep-v0=${section}`, path]);
  expectInventory(
    'cargo (binary)',
    'objcopy .dep-v0',
    crates.filter(({ kind }) => kind === undefined).map(({ name, version }) => `${name} ${version}`),
    catalogTree([path], ['rust-binary']).map(({ name, version }) => `${name} ${version}`),
  );
});

it('cargo: the list that cargo auditable itself put into a program', async () => {
  const { root, listed } = await unpackRecorded('cargo-auditable', directory);
  const path = join(directory, 'auditable-program');
  await copyFile('/usr/bin/perl', path);
  await tool('objcopy', ['--add-section', `.dep-v0=${join(root, 'dep-v0')}`, path]);
  expectInventory(
    'cargo (binary)',
    'rust-audit-info, recorded',
    listed,
    catalogTree([path], ['rust-binary']).map(({ name, version }) => `${name} ${version}`),
  );
});

/** Debian's package, and what its programs are recognised as. */
const recognised: readonly (readonly [debian: string, ...names: readonly string[]])[] = [
  ['apache2-bin', 'httpd'],
  ['bash', 'bash'],
  ['bind9', 'bind'],
  ['busybox-static', 'busybox'],
  ['caddy', 'caddy'],
  ['containerd', 'containerd'],
  ['cpp-12', 'gcc'],
  ['crun', 'crun'],
  ['curl', 'curl'],
  ['dnsmasq-base', 'dnsmasq'],
  ['docker-registry', 'distribution'],
  ['docker.io', 'cli', 'moby'],
  ['dovecot-core', 'dovecot'],
  ['dropbear-bin', 'dropbear'],
  ['elixir', 'elixir'],
  ['erlang-base', 'erlang'],
  ['exim4-daemon-light', 'exim'],
  ['gawk', 'gawk'],
  ['gh', 'cli'],
  ['git', 'git'],
  ['golang-1.19-go', 'go'],
  ['gpg', 'gnupg'],
  ['haproxy', 'haproxy'],
  ['influxdb', 'influxdb'],
  ['jq', 'jq'],
  ['keepalived', 'keepalived'],
  ['libavutil57', 'ffmpeg'],
  ['libcurl4', 'curl'],
  ['libgnutls30', 'gnutls'],
  ['libperl5.36', 'perl'],
  ['libpython3.11', 'python'],
  ['libruby3.1', 'ruby'],
  ['libsqlite3-0', 'sqlite'],
  ['libssl3', 'openssl'],
  ['lighttpd', 'lighttpd'],
  ['lua5.4', 'lua'],
  ['mariadb-client-core', 'mariadb'],
  ['mariadb-server-core', 'mariadb'],
  ['memcached', 'memcached'],
  ['mosquitto', 'mosquitto'],
  ['nginx', 'nginx'],
  ['nmap', 'nmap'],
  ['openjdk-17-jre-headless', 'openjdk'],
  ['openssh-server', 'openssh'],
  ['openssl', 'openssl'],
  ['pgbouncer', 'pgbouncer'],
  ['php8.2-cli', 'php'],
  ['php8.2-fpm', 'php'],
  ['postfix', 'postfix'],
  ['postgresql-15', 'postgresql'],
  ['proftpd-core', 'proftpd'],
  ['prometheus', 'prometheus'],
  ['prometheus-alertmanager', 'alertmanager'],
  ['prometheus-node-exporter', 'node_exporter'],
  ['rabbitmq-server', 'rabbitmq'],
  ['redis-tools', 'redis'],
  ['rsync', 'rsync'],
  ['runc', 'runc'],
  ['slapd', 'openldap'],
  ['socat', 'socat'],
  ['squid', 'squid'],
  ['stunnel4', 'stunnel'],
  ['tar', 'tar'],
  ['tini', 'tini'],
  ['toybox', 'toybox'],
  ['unbound', 'unbound'],
  ['varnish', 'varnish'],
  ['vsftpd', 'vsftpd'],
  ['wordpress', 'wordpress'],
  ['xz-utils', 'xz'],
  ['zlib1g', 'zlib'],
  ['zsh', 'zsh'],
  ['zstd', 'zstd'],
];

it("classifier: the upstream versions of Debian's packages", async () => {
  const archive = join(directory, 'deb');
  await mkdir(archive);
  await tool('apt-get', ['download', '-q', ...recognised.map(([debian]) => debian)], { cwd: archive });
  const listed: string[] = [];
  const found: string[] = [];
  for (const file of await readdir(archive)) {
    const root = join(directory, 'root', file);
    await mkdir(root, { recursive: true });
    await tool('dpkg-deb', ['-x', join(archive, file), root]);
    const debian = file.slice(0, file.indexOf('_'));
    const [, ...names] = recognised.find(([item]) => item === debian) ?? [];
    const [, version] =
      (await tool('dpkg-deb', ['-f', join(archive, file), 'Version'])).match(upstream) ?? [];
    listed.push(...names.map((name) => `${debian}: ${name} ${version}`));
    for (const item of catalogTree([root], ['classifier']))
      found.push(`${debian}: ${item.name} ${item.version.replace(/[+~].*/, '')}`);
  }
  expect(listed).toHaveLength(recognised.flatMap(([, ...names]) => names).length);
  expectInventory('generic (classifier)', 'dpkg-deb -f', listed, found);
}, 240_000);

/** Without epoch, revision and what says that Debian left files out. */
const upstream = /^(?:\d+:)?(\d\w*(?:\.\d\w*)*)/;
