import { describe, expect, it } from 'vitest';
import { compilers } from '../../src/inspect/compilers.ts';
import { debugTools } from '../../src/inspect/debug-tools.ts';
import { findPrograms, listPrograms } from '../../src/inspect/find-programs.ts';
import { languagePackageManagers } from '../../src/inspect/language-package-managers.ts';
import { networkTools } from '../../src/inspect/network-tools.ts';
import { packageManagers } from '../../src/inspect/package-managers.ts';
import { programNamed } from '../../src/inspect/programs.ts';
import { shells } from '../../src/inspect/shells.ts';
import { sshServer } from '../../src/inspect/ssh-server.ts';
import { sudo } from '../../src/inspect/sudo.ts';
import type { Footprint } from '../../src/model/footprint.ts';
import { makeSubject, type SubjectSpec } from '../support/subject.ts';
import { testRule } from './rule-table.ts';

const signature = (path: string, program: string) =>
  ({ kind: 'signature', path, program, offset: 0 }) as const;
const elf = (path: string) => ({ kind: 'executable', path, format: 'elf' }) as const;

describe('programNamed', () => {
  it.each([
    ['gcc', 'gcc', 'compiler'],
    ['x86_64-linux-gnu-gcc-12', 'gcc', 'compiler'],
    ['aarch64-linux-musl-g++', 'g++', 'compiler'],
    ['clang-15', 'clang', 'compiler'],
    ['pip3.11', 'pip', 'language-package-manager'],
    ['ksh93', 'ksh93', 'shell'],
    ['nc.openbsd', 'nc.openbsd', 'network'],
    ['iperf3', 'iperf3', 'network'],
    ['sshd', 'sshd', 'login-server'],
  ])('%s is the %s %s', (name, program, kind) => {
    expect(programNamed(name)).toEqual({ program, kind });
  });
  it.each(['bashful', 'nginx', 'shred', 'password', 'constructor', '__proto__', '', '-12', 'gcc-ar'])(
    '%j is none',
    (name) => {
      expect(programNamed(name)).toBeUndefined();
    },
  );
});

const alpine: SubjectSpec = {
  files: {
    'bin/busybox': { layer: 0, sha256: 'aa' },
    'bin/sh': { layer: 0, link: '/bin/busybox' },
    'bin/ash': { layer: 0, link: 'busybox' },
    'bin/ls': { layer: 0, link: '/bin/busybox' },
    'usr/bin/wget': { layer: 0, link: '/bin/busybox' },
    'opt/hidden/agent': { sha256: 'aa' },
    'bin/gone': { link: 'nowhere' },
  },
  evidence: [{ ...signature('bin/busybox', 'busybox'), layer: 0 }],
};

const findShells = (footprint: Footprint) => listPrograms(findPrograms(footprint), 'shell');

describe('listPrograms', () => {
  it('knows busybox by content, its links and its copies', () => {
    expect(findShells(makeSubject(alpine).footprint)).toEqual([
      { path: 'bin/ash', program: 'busybox', layer: 0 },
      { path: 'bin/busybox', program: 'busybox', layer: 0 },
      { path: 'bin/sh', program: 'busybox', layer: 0 },
      { path: 'opt/hidden/agent', program: 'busybox', layer: 1 },
    ]);
  });
  it('says what /bin/sh is, through links and hard links', () => {
    const { footprint } = makeSubject({
      files: {
        bin: { link: 'usr/bin' },
        'usr/bin/': {},
        'usr/bin/dash': {},
        'usr/bin/sh': { link: 'dash' },
        'usr/bin/bash': {},
        'usr/bin/rbash': { hardlink: 'usr/bin/bash' },
        'usr/share/doc/bash': {},
        'home/app/bash': {},
        'usr/bin/zsh/': {},
      },
      evidence: [signature('usr/bin/dash', 'dash'), signature('usr/bin/bash', 'bash')],
    });
    expect(findShells(footprint).map(({ path, program }) => `${path} ${program}`)).toEqual([
      'usr/bin/bash bash',
      'usr/bin/dash dash',
      'usr/bin/rbash bash',
      'usr/bin/sh dash',
    ]);
  });
  it('leaves out shells that a later layer deleted', () => {
    const { footprint } = makeSubject({ evidence: [{ ...signature('bin/bash', 'bash'), live: false }] });
    expect(findShells(footprint)).toEqual([]);
  });
  it('survives link loops and hostile names', () => {
    const { footprint } = makeSubject({
      files: {
        'bin/sh': { link: 'bash' },
        'bin/bash': { link: 'sh' },
        'bin/\n\u001b[31m': {},
        'bin/zsh': { link: '../../../../../..' },
        'bin/$(ksh)': {},
      },
    });
    expect(findShells(footprint)).toEqual([]);
  });
});

it('lists package managers of the system and of languages', () => {
  const { footprint } = makeSubject({
    files: { 'usr/bin/apt': {}, 'usr/bin/npm': {}, 'usr/bin/nginx': {}, 'sbin/apk': { mode: 0o644 } },
  });
  expect(
    listPrograms(findPrograms(footprint), 'package-manager', 'language-package-manager').map(
      ({ program }) => program,
    ),
  ).toEqual(['apt', 'npm']);
});

testRule(shells, {
  ok: {
    'an image without one': { files: { app: { mode: 0o755 }, 'usr/bin/app': {} } },
    'a file that cannot be executed': { files: { 'usr/bin/sh': { mode: 0o644 } } },
  },
  bad: [
    {
      name: 'shells of the base and one of its own',
      subject: alpine,
      finds: [
        {
          severity: 'low',
          inBase: true,
          location: { layer: 0, instruction: 0 },
          message: /^The base image brings shells: busybox\./,
          evidence: [
            'busybox link to /bin/busybox, by content',
            'busybox by content',
            'busybox link to /bin/busybox, by content',
          ],
        },
        { inBase: false, location: { path: 'opt/hidden/agent', layer: 1, instruction: 1 } },
      ],
    },
  ],
});

testRule(packageManagers, {
  ok: { 'dpkg data without the program': { files: { 'var/lib/dpkg/status': {} } } },
  bad: [
    {
      name: 'apt',
      subject: { files: { 'usr/bin/apt': { layer: 0 } } },
      finds: [{ inBase: true, evidence: ['apt by name'] }],
    },
  ],
});

testRule(languagePackageManagers, {
  ok: { 'a package of that name elsewhere': { files: { 'app/node_modules/npm/index.js': {} } } },
  bad: [
    {
      name: 'npm, a link into its module',
      subject: {
        files: {
          'usr/local/bin/npm': { link: '../lib/node_modules/npm/bin/npm-cli.js' },
          'usr/local/lib/node_modules/npm/bin/npm-cli.js': {},
        },
      },
      finds: [
        { evidence: ['npm link to /usr/local/lib/node_modules/npm/bin/npm-cli.js, by name'], savedBytes: 10 },
      ],
    },
  ],
});

testRule(compilers, {
  ok: { 'cpp the source file': { files: { 'app/main.cpp': {}, 'app/go': { mode: 0o755 } } } },
  bad: [
    {
      name: 'Go with its companions: what is built from the same sources, and -dev packages of the layer',
      subject: {
        history: ['FROM debian:12', 'RUN apt-get install -y golang-go'],
        files: {
          'usr/bin/go': { link: '../lib/go/bin/go' },
          'usr/lib/go/bin/go': { package: 'golang-1.19-go' },
          'usr/bin/gcc-12': { package: 'gcc-12' },
        },
        evidence: [elf('usr/lib/go/bin/go'), elf('usr/bin/gcc-12')],
        packages: [
          { name: 'golang-1.19-go', source: { name: 'golang-1.19', version: '1' }, liveBytes: 1_000_000 },
          { name: 'golang-1.19-src', source: { name: 'golang-1.19', version: '1' }, liveBytes: 2_000_000 },
          { name: 'gcc-12', liveBytes: 4_000_000 },
          { name: 'libc6-dev', liveBytes: 8_000_000 },
          { name: 'ca-certificates', liveBytes: 16_000_000 },
          { name: 'libbase-dev', liveBytes: 32_000_000, layer: 0, inBase: true },
        ],
      },
      finds: [
        {
          severity: 'medium',
          savedBytes: 15_000_000,
          message: /compilers or build tools: gcc and go\. .* 15 MB less/,
          location: { layer: 1, instruction: 1 },
        },
      ],
    },
    {
      name: 'a name alone, no more than low',
      subject: { files: { 'usr/bin/make': {} } },
      finds: [{ severity: 'low', savedBytes: 10 }],
    },
  ],
});

testRule(networkTools, {
  ok: { 'curl the library': { files: { 'usr/lib/libcurl.so.4': {} } } },
  bad: [
    {
      name: 'a busybox applet',
      subject: alpine,
      finds: [{ evidence: ['wget link to /bin/busybox, by content'], inBase: true }],
    },
    {
      name: 'curl and nc',
      subject: { files: { 'usr/bin/curl': {}, 'bin/nc.openbsd': {} } },
      finds: [{ message: /nc\.openbsd and curl/ }],
    },
  ],
});

testRule(debugTools, {
  ok: { nothing: {} },
  bad: [{ name: 'gdb', subject: { files: { 'usr/bin/gdb': {} } }, finds: [{ message: /gdb/ }] }],
});

testRule(sudo, {
  ok: {
    'a sudoers that asks': {
      evidence: [
        {
          kind: 'text',
          path: 'etc/sudoers',
          text: '# %x NOPASSWD\nroot ALL=(ALL) NOPASSWD: ALL\n%sudo ALL=(ALL) ALL\n',
        },
      ],
    },
  },
  bad: [
    {
      name: 'sudo and a grant without a password',
      subject: {
        files: { 'usr/bin/sudo': { mode: 0o4755 } },
        evidence: [
          elf('usr/bin/sudo'),
          { kind: 'text', path: 'etc/sudoers.d/app', text: 'app ALL=(ALL) NOPASSWD: ALL' },
        ],
      },
      finds: [
        {
          severity: 'high',
          evidence: ['grant app ALL=(ALL) NOPASSWD: ALL'],
          location: { path: 'etc/sudoers.d/app', layer: 1, instruction: 1 },
        },
        { severity: 'medium', evidence: ['sudo by content'] },
      ],
    },
    {
      name: 'doas with nopass',
      subject: { evidence: [{ kind: 'text', path: 'etc/doas.conf', text: 'permit nopass :wheel' }] },
      finds: [{ severity: 'high' }],
    },
  ],
});

testRule(sshServer, {
  ok: { 'a client': { files: { 'usr/bin/ssh': {} } } },
  bad: [
    {
      name: 'sshd that lets root in',
      subject: {
        files: { 'usr/sbin/sshd': {} },
        evidence: [
          elf('usr/sbin/sshd'),
          {
            kind: 'text',
            path: 'etc/ssh/sshd_config',
            text: '#PermitEmptyPasswords yes\n PermitRootLogin   yes\n',
          },
        ],
      },
      finds: [{ message: /`PermitRootLogin yes`/ }, { evidence: ['sshd by content'] }],
    },
  ],
});
