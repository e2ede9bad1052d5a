/** The files of the demo image, layer by layer: a miniature of a Go program built and shipped on a Debian base. */
import { filler, makeElf } from './elf.ts';
import type { DemoFile } from './layer.ts';

type Files = Readonly<Record<string, DemoFile>>;

const loader = '/lib64/ld-linux-x86-64.so.2';
const kib = 1024;

interface DemoPackage {
  readonly name: string;
  readonly version: string;
  /** `name (version)` or `name` where it differs from the binary's. */
  readonly source?: string;
  readonly installedKib: number;
  readonly files: Files;
}

/** What Debian 12.0 shipped, so that the advisories since then match. */
const basePackages: readonly DemoPackage[] = [
  {
    name: 'base-files',
    version: '12.4+deb12u0',
    installedKib: 338,
    files: {
      'usr/lib/os-release': {
        content:
          'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
      },
      'etc/os-release': { link: '../usr/lib/os-release' },
      'etc/debian_version': { content: '12.0\n' },
    },
  },
  {
    name: 'bash',
    version: '5.2.15-2+b2',
    source: 'bash (5.2.15-2)',
    installedKib: 7164,
    files: {
      'usr/bin/bash': {
        mode: 0o755,
        content: makeElf({
          interpreter: loader,
          fileBytes: 1265 * kib,
          strings: ['@(#)Bash version 5.2.15(1) release GNU', 'GNU bash, version %s (%s)'],
        }),
      },
    },
  },
  {
    name: 'dash',
    version: '0.5.12-2',
    installedKib: 191,
    files: {
      'usr/bin/dash': { mode: 0o755, content: makeElf({ interpreter: loader, fileBytes: 125 * kib }) },
      'usr/bin/sh': { link: 'dash' },
    },
  },
  {
    name: 'apt',
    version: '2.6.1',
    installedKib: 4232,
    files: {
      'usr/bin/apt': { mode: 0o755, content: makeElf({ interpreter: loader, fileBytes: 18 * kib }) },
      'usr/bin/apt-get': { mode: 0o755, content: makeElf({ interpreter: loader, fileBytes: 51 * kib }) },
    },
  },
  {
    name: 'dpkg',
    version: '1.21.22',
    installedKib: 6432,
    files: {
      'usr/bin/dpkg': { mode: 0o755, content: makeElf({ interpreter: loader, fileBytes: 318 * kib }) },
    },
  },
  {
    name: 'libc6',
    version: '2.36-9',
    source: 'glibc',
    installedKib: 12986,
    files: {
      'usr/lib/x86_64-linux-gnu/libc.so.6': { mode: 0o755, content: makeElf({ fileBytes: 1922 * kib }) },
      'usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': {
        mode: 0o755,
        content: makeElf({ fileBytes: 210 * kib }),
      },
    },
  },
  {
    name: 'libssl3',
    version: '3.0.9-1',
    source: 'openssl',
    installedKib: 6020,
    files: {
      'usr/lib/x86_64-linux-gnu/libssl.so.3': { content: makeElf({ fileBytes: 680 * kib }) },
    },
  },
  {
    name: 'login',
    version: '1:4.13+dfsg1-1+b1',
    source: 'shadow (1:4.13+dfsg1-1)',
    installedKib: 2617,
    files: {
      'usr/bin/su': { mode: 0o4755, content: makeElf({ interpreter: loader, fileBytes: 71 * kib }) },
      'etc/passwd': {
        content:
          'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
      },
      'etc/group': { content: 'root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\n' },
      'etc/shadow': {
        mode: 0o640,
        content: 'root:*:19500:0:99999:7:::\ndaemon:*:19500:0:99999:7:::\nnobody:*:19500:0:99999:7:::\n',
      },
    },
  },
  {
    name: 'perl-base',
    version: '5.36.0-7',
    source: 'perl',
    installedKib: 7664,
    files: {
      'usr/bin/perl': { mode: 0o755, content: makeElf({ interpreter: loader, fileBytes: 3900 * kib }) },
    },
  },
  {
    name: 'zlib1g',
    version: '1:1.2.13.dfsg-1',
    source: 'zlib',
    installedKib: 168,
    files: {
      'usr/lib/x86_64-linux-gnu/libz.so.1': { content: makeElf({ fileBytes: 121 * kib }) },
    },
  },
];

const compilerPackages: readonly DemoPackage[] = [
  {
    name: 'golang-1.19-go',
    version: '1.19.8-2',
    source: 'golang-1.19',
    installedKib: 150_000,
    files: {
      'usr/lib/go-1.19/bin/go': { mode: 0o755, content: makeElf({ fileBytes: 9500 * kib }) },
      'usr/lib/go-1.19/pkg/tool/linux_amd64/compile': {
        mode: 0o755,
        content: makeElf({ fileBytes: 14_000 * kib }),
      },
      'usr/bin/go': { link: '../lib/go-1.19/bin/go' },
    },
  },
  {
    name: 'gcc-12',
    version: '12.2.0-14',
    installedKib: 48_000,
    files: {
      'usr/bin/gcc': { mode: 0o755, content: makeElf({ interpreter: loader, fileBytes: 1200 * kib }) },
      'usr/lib/gcc/x86_64-linux-gnu/12/cc1': {
        mode: 0o755,
        content: makeElf({ interpreter: loader, fileBytes: 9800 * kib }),
      },
    },
  },
  {
    name: 'libc6-dev',
    version: '2.36-9',
    source: 'glibc',
    installedKib: 11_800,
    files: {
      'usr/lib/x86_64-linux-gnu/libc.a': { content: filler(2100 * kib, 7) },
    },
  },
  {
    name: 'libexpat1',
    version: '2.5.0-1',
    source: 'expat',
    installedKib: 395,
    files: {
      'usr/lib/x86_64-linux-gnu/libexpat.so.1': { content: makeElf({ fileBytes: 174 * kib }) },
    },
  },
];

function statusOf(packages: readonly DemoPackage[]): string {
  return packages
    .map(({ name, version, source, installedKib }) =>
      [
        `Package: ${name}`,
        'Status: install ok installed',
        `Installed-Size: ${installedKib}`,
        'Maintainer: Debian Developers <debian-devel@lists.debian.org>',
        'Architecture: amd64',
        ...(source === undefined ? [] : [`Source: ${source}`]),
        `Version: ${version}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** The files of the packages and dpkg's record of them; `installed` is all that the status file then lists. */
function install(packages: readonly DemoPackage[], installed: readonly DemoPackage[]): Files {
  const files: Record<string, DemoFile> = {};
  for (const { name, files: owned } of packages) {
    Object.assign(files, owned);
    const list = Object.keys(owned).map((path) => `/${path}\n`);
    files[`var/lib/dpkg/info/${name}.list`] = { content: `/.\n${list.join('')}` };
  }
  files['var/lib/dpkg/status'] = { content: statusOf(installed) };
  return files;
}

const program = `package main

import (
\t"fmt"
\t"os/user"
\t"time"
)

func main() {
\tfor {
\t\tu, err := user.Current()
\t\tif err != nil {
\t\t\tpanic(err)
\t\t}
\t\tfmt.Println(u.Username, u.Uid)
\t\ttime.Sleep(time.Second)
\t}
}
`;

export const baseFiles: Files = {
  ...install(basePackages, basePackages),
  bin: { link: 'usr/bin' },
  lib: { link: 'usr/lib' },
  tmp: null,
};

export const compilerFiles: Files = {
  ...install(compilerPackages, [...basePackages, ...compilerPackages]),
  'var/lib/apt/lists/debian.example.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4': {
    content: filler(4200 * kib, 11),
  },
};

export const sourceFiles: Files = { 'app.go': { content: program } };

/** What `go build` leaves: the static program, and a build cache that nobody needs. */
export const buildFiles: Files = {
  app: {
    mode: 0o755,
    content: makeElf({ fileBytes: 1900 * kib, goVersion: 'go1.19.8' }),
  },
  'root/.cache/go-build/00/0000000000000000000000000000000000000000000000000000000000000000-d': {
    content: filler(2600 * kib, 13),
  },
};
