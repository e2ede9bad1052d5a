import { expect, it } from 'vitest';
import { accounts } from '../../src/detector/accounts.ts';
import { osRelease } from '../../src/detector/os-release.ts';
import type { Detector } from '../../src/model/analyzer.ts';

function read(detector: Detector, path: string, content: string) {
  const bytes = Buffer.from(content);
  const sink = detector.open({ path, mode: 0o644, uid: 0, gid: 0, fileBytes: bytes.length });
  for (let at = 0; at < bytes.length; at += 7) sink?.write(bytes.subarray(at, at + 7));
  return sink?.end();
}

it('reads passwd(5)', () => {
  const content = [
    'root:x:0:0:root:/root:/bin/bash',
    'guest::1000:1000::/home/guest:/bin/sh\r',
    'daemon:*:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
    'old:$6$salt$hash:2:2::/:',
    '+nis::::::',
    '# comment',
    'short:x',
    'bad:x:-1:0::/:',
    'huge:x:4294967296:0::/:',
    '',
  ].join('\n');
  const rows = read(accounts, 'etc/passwd', content);
  expect(rows).toHaveLength(4);
  expect(rows?.[0]).toEqual({
    kind: 'account',
    path: 'etc/passwd',
    name: 'root',
    uid: 0,
    gid: 0,
    home: '/root',
    shell: '/bin/bash',
    password: 'shadow',
  });
  expect(rows?.slice(1)).toMatchObject([
    { name: 'guest', password: 'empty', shell: '/bin/sh' },
    { name: 'daemon', password: 'locked' },
    { name: 'old', password: 'set' },
  ]);
  expect(JSON.stringify(rows)).not.toContain('hash');
});

it('reads group(5)', () => {
  expect(read(accounts, 'etc/group', 'root:x:0:\nsudo:x:27:a,b\n')).toEqual([
    { kind: 'group', path: 'etc/group', name: 'root', gid: 0, members: [] },
    { kind: 'group', path: 'etc/group', name: 'sudo', gid: 27, members: ['a', 'b'] },
  ]);
});

it('reads shadow(5) and keeps no hash', () => {
  const rows = read(
    accounts,
    'etc/shadow',
    'root:*:19000:0:99999:7:::\na:!$6$s$h:1:::::\nb::1:::::\nc:$y$j9T$q:1:::::\n',
  );
  const states = rows?.map((row) => (row.kind === 'password' ? row.password : ''));
  expect(states).toEqual(['locked', 'locked', 'empty', 'set']);
  expect(JSON.stringify(rows)).not.toContain('$');
});

it('passes other paths over', () => {
  expect(read(accounts, 'app/etc/passwd', 'root:x:0:0::/:')).toBeUndefined();
});

for (const [line, value] of [
  ['ID=debian', 'debian'],
  ['ID="with space"', 'with space'],
  ["ID='single $x'", 'single $x'],
  ['ID="a \\"b\\" \\$c \\\\"', 'a "b" $c \\'],
  ['  ID=trimmed  ', 'trimmed'],
  ['ID="open', 'open'],
] as const) {
  it(`os-release: ${line}`, () => {
    expect(read(osRelease, 'etc/os-release', `# c\n${line}\n`)).toEqual([
      { kind: 'os-release', path: 'etc/os-release', fields: { ID: value } },
    ]);
  });
}

it('os-release: bare versions and empty files', () => {
  expect(read(osRelease, 'etc/alpine-release', '3.20.1\n')).toMatchObject([
    { fields: { ID: 'alpine', VERSION: '3.20.1' } },
  ]);
  expect(read(osRelease, 'etc/debian_version', 'trixie/sid\n')).toMatchObject([
    { fields: { VERSION: 'trixie/sid' } },
  ]);
  expect(read(osRelease, 'etc/os-release', 'no assignment\n')).toEqual([]);
});
