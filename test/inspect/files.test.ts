import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountFileMode } from '../../src/inspect/account-file-mode.ts';
import { decodeCapabilities } from '../../src/inspect/capabilities.ts';
import { fileCapabilities } from '../../src/inspect/file-capabilities.ts';
import { leftoverFiles } from '../../src/inspect/leftover-files.ts';
import { preload } from '../../src/inspect/preload.ts';
import { sensitiveFiles } from '../../src/inspect/sensitive-files.ts';
import { setuidFiles } from '../../src/inspect/setuid-files.ts';
import { unsafePath } from '../../src/inspect/unsafe-path.ts';
import { worldWritable } from '../../src/inspect/world-writable.ts';
import { testRule } from './rule-table.ts';

/** As `setcap` writes it: revision 2, effective, permitted, inheritable, then the upper words. */
const netBindService = '0100000200040000000000000000000000000000';
const sysAdmin = '0000000200002000000000000000000000000000';

describe('decodeCapabilities', () => {
  it.each([
    ['revision 2', netBindService, { permitted: ['cap_net_bind_service'], inheritable: [], effective: true }],
    [
      'revision 1',
      '000000010100000002000000',
      { permitted: ['cap_chown'], inheritable: ['cap_dac_override'], effective: false },
    ],
    [
      'revision 3 with a root id',
      '01000003002000000000000000000000000000006400a000',
      { permitted: ['cap_net_raw'], inheritable: [], effective: true },
    ],
    [
      'the upper word, named and not',
      '0000000200000000000000008003000000000000',
      { permitted: ['cap_bpf', 'cap_checkpoint_restore', 'cap_41'], inheritable: [], effective: false },
    ],
  ])('reads %s', (_, hex, expected) => {
    expect(decodeCapabilities(hex)).toEqual(expected);
  });
  it.each(['', '00', 'zz', '0100000200', '01000004000400000000000000000000000000', `${netBindService}00`])(
    '%j is none',
    (hex) => {
      expect(decodeCapabilities(hex)).toBeUndefined();
    },
  );
  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        decodeCapabilities(Buffer.from(bytes).toString('hex'));
      }),
    );
  });
});

testRule(fileCapabilities, {
  ok: {
    'no attribute': { files: { 'bin/ping': {} } },
    'an empty set': { files: { 'bin/ping': { capability: '0000000200000000000000000000000000000000' } } },
  },
  bad: [
    {
      name: 'a harmless one',
      subject: { files: { 'usr/bin/app': { capability: netBindService, package: 'app' } } },
      finds: [
        {
          severity: 'low',
          evidence: ['capabilities cap_net_bind_service (effective), mode 0755, owner 0:0, package app'],
        },
      ],
    },
    {
      name: 'one that is as good as root',
      subject: { files: { 'usr/bin/app': { capability: sysAdmin } } },
      finds: [{ severity: 'medium', message: /With cap_sys_admin a process can become root/ }],
    },
    {
      name: 'one that cannot be read',
      subject: { files: { x: { capability: 'ff' } } },
      finds: [{ message: /unreadable/ }],
    },
  ],
});

testRule(setuidFiles, {
  ok: { 'directories and plain files': { files: { 'var/mail/': { mode: 0o2775 }, 'bin/ls': {} } } },
  bad: [
    {
      name: "the base's and its own",
      subject: {
        files: {
          'usr/bin/passwd': { layer: 0, mode: 0o4755, package: 'passwd' },
          'usr/bin/chage': { layer: 0, mode: 0o2755, gid: 42 },
          'app/helper': { mode: 0o4755 },
        },
      },
      finds: [
        {
          severity: 'low',
          inBase: true,
          message: /^2 files run /,
          evidence: ['setgid mode 2755, owner 0:42', 'setuid mode 4755, owner 0:0, package passwd'],
        },
        {
          inBase: false,
          message: /^1 file runs /,
          location: { path: 'app/helper', layer: 1, instruction: 1 },
        },
      ],
    },
    {
      name: 'one that others can change',
      subject: { files: { 'app/helper': { mode: 0o4777 } } },
      finds: [
        { severity: 'high', title: 'A setuid file gives root away', message: /whoever writes to it is root/ },
      ],
    },
    {
      name: 'a copy of a shell',
      subject: {
        files: { 'bin/bash': { layer: 0, sha256: 'aa' }, 'opt/agent': { mode: 0o4755, sha256: 'aa' } },
        evidence: [{ kind: 'signature', path: 'bin/bash', program: 'bash', offset: 0, layer: 0 }],
      },
      finds: [{ severity: 'high', message: /\/opt\/agent is a shell that runs as root/ }],
    },
  ],
});

testRule(worldWritable, {
  ok: {
    'sticky directories, links and devices': {
      files: {
        'tmp/': { mode: 0o1777 },
        x: { link: 'y', mode: 0o777 },
        'dev/null': { type: 'char', mode: 0o666 },
        'dev/shm/': { mode: 0o777 },
      },
    },
  },
  bad: [
    {
      name: 'a file and a directory',
      subject: { files: { 'app/': { mode: 0o777 }, 'app/run': { mode: 0o666 } } },
      finds: [
        {
          message: /^2 paths .* beginning with \/app\.$/,
          evidence: ['directory mode 0777, owner 0:0', 'file mode 0666, owner 0:0'],
        },
      ],
    },
  ],
});

testRule(accountFileMode, {
  ok: {
    'the usual modes': {
      files: { 'etc/passwd': {}, 'etc/shadow': { mode: 0o640, gid: 42 }, 'etc/sudoers': { mode: 0o440 } },
    },
  },
  bad: [
    {
      name: 'passwd for everybody',
      subject: { files: { 'etc/passwd': { mode: 0o666 } } },
      finds: [{ severity: 'high', evidence: ['writable by everybody mode 0666, owner 0:0'] }],
    },
    {
      name: 'passwd for its group',
      subject: { files: { 'etc/passwd': { mode: 0o664 } } },
      finds: [{ severity: 'medium' }],
    },
    {
      name: 'a readable shadow',
      subject: { files: { 'etc/shadow': { mode: 0o644 } } },
      finds: [{ severity: 'medium', message: /readable by everybody/ }],
    },
  ],
});

testRule(unsafePath, {
  ok: {
    'no PATH': {},
    'directories of root': {
      config: { env: ['PATH=/bin:/usr/bin/'] },
      files: { bin: { link: 'usr/bin' }, 'usr/bin/': {} },
    },
    'a group directory of group root': { config: { env: ['PATH=/bin'] }, files: { 'bin/': { mode: 0o775 } } },
  },
  bad: [
    {
      name: 'an empty element',
      subject: { config: { env: ['PATH=/bin:'] } },
      finds: [{ title: 'PATH has a relative or empty element' }],
    },
    {
      name: 'a relative element',
      subject: { config: { env: ['PATH=node_modules/.bin:/bin'] } },
      finds: [{ message: /'node_modules\/\.bin'/ }],
    },
    {
      name: 'directories that others can write to, also behind a link',
      subject: {
        config: { env: ['PATH=/opt/bin:/grp'] },
        files: { 'opt/bin': { link: '/data' }, 'data/': { mode: 0o777 }, 'grp/': { mode: 0o775, gid: 20 } },
      },
      finds: [
        {
          message: /^\/opt\/bin is on PATH and writable by everybody/,
          location: { path: 'data', layer: 1, instruction: 1 },
        },
        { message: /writable by its group/ },
      ],
    },
  ],
});

testRule(preload, {
  ok: { 'absolute library paths': { config: { env: ['LD_LIBRARY_PATH=/a:/b', 'LD_PRELOAD='] } } },
  bad: [
    {
      name: 'LD_PRELOAD',
      subject: { config: { env: ['LD_PRELOAD=/x.so'] } },
      finds: [{ severity: 'low', message: /loads \/x\.so/ }],
    },
    {
      name: 'an empty element',
      subject: { config: { env: ['LD_LIBRARY_PATH=/a:'] } },
      finds: [{ fix: /Remove empty elements/ }],
    },
    {
      name: 'ld.so.preload',
      subject: { files: { 'etc/ld.so.preload': {} } },
      finds: [{ severity: 'medium' }],
    },
  ],
});

testRule(leftoverFiles, {
  ok: {
    'what packages bring': {
      files: {
        'app/node_modules/x/Dockerfile': {},
        'usr/share/doc/x/Dockerfile': {},
        'etc/Dockerfile': { package: 'x' },
      },
    },
  },
  bad: [
    {
      name: 'build files and editor folders, each folder once',
      subject: {
        files: {
          'app/Dockerfile': {},
          'app/.idea/a.xml': {},
          'app/.idea/b.xml': {},
          'root/.bash_history': {},
        },
      },
      finds: [{ evidence: ['folder /app/.idea', 'file /app/Dockerfile', 'file /root/.bash_history'] }],
    },
  ],
});

testRule(sensitiveFiles, {
  ok: {
    'empty files and those of packages': {
      files: {
        '.env': { bytes: 0 },
        'usr/lib/python3/x.pfx': {},
        'app/node_modules/a/.env': {},
        'app/tests/id_rsa': {},
      },
    },
    'a file whose content was proven': {
      files: { 'app/.env': {} },
      evidence: [
        {
          kind: 'secret',
          path: 'app/.env',
          pattern: 'x',
          title: 'X',
          severity: 'high',
          line: 1,
          offset: 0,
          excerpt: '***',
          fingerprint: '0',
        },
      ],
    },
  },
  bad: [
    {
      name: 'names of credentials',
      subject: {
        files: { 'app/.env': {}, 'root/.ssh/id_rsa': {}, 'root/.aws/credentials': {}, 'x/store.jks': {} },
      },
      finds: [
        {
          severity: 'low',
          evidence: [
            'file /app/.env',
            'file /root/.aws/credentials',
            'file /root/.ssh/id_rsa',
            'file /x/store.jks',
          ],
        },
      ],
    },
  ],
});
