import { expect, it } from 'vitest';
import { apk } from '../../src/cataloger/apk.ts';

const read = (text: string) => apk.catalog({ path: 'lib/apk/db/installed', bytes: Buffer.from(text) });

const musl = `C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:musl
V:1.2.5-r0
A:x86_64
S:407278
I:667648
T:the musl c library (libc) implementation
U:https://musl.libc.org/
L:MIT
o:musl
m:Jane Doe <jane@example.org>
t:1709323328
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1fNRXXYRcLZvM4iWz4LoFMWwTJ9w=
R:libc.musl-x86_64.so.1
a:0:0:777
F:
R:top
`;

it('reads a package and its files', () => {
  expect(read(musl)).toEqual({
    packages: [
      {
        type: 'apk',
        name: 'musl',
        version: '1.2.5-r0',
        architecture: 'x86_64',
        source: { name: 'musl', version: '1.2.5-r0' },
        maintainer: 'Jane Doe <jane@example.org>',
        licenses: ['MIT'],
        installedBytes: 667_648,
        foundBy: 'apk',
      },
    ],
    owns: [
      {
        type: 'apk',
        package: 'musl',
        files: ['lib/ld-musl-x86_64.so.1', 'lib/libc.musl-x86_64.so.1', 'top'],
      },
    ],
    warnings: [],
  });
});

it('keeps nothing of one record in the next', () => {
  const { packages, owns } = read(`${musl}\nP:ssl_client\nV:1.36.1-r2\no:busybox\nR:stray\n\n`);
  expect(packages[1]).toEqual({
    type: 'apk',
    name: 'ssl_client',
    version: '1.36.1-r2',
    source: { name: 'busybox', version: '1.36.1-r2' },
    licenses: [],
    foundBy: 'apk',
  });
  expect(owns[1]).toEqual({ type: 'apk', package: 'ssl_client', files: ['stray'] });
});

it('warns of bad records and keeps the good ones', () => {
  const { packages, warnings } = read(
    `P:a\n\n${musl}\nV:1\n\nP:b\nV:1 2\n\nP:../c\nV:1\n\nP:d\r\nV:1-r0\r\n`,
  );
  expect(packages.map((found) => found.name)).toEqual(['musl', 'd']);
  expect(warnings).toHaveLength(4);
  expect(warnings[0]?.message).toBe('apk record a at line 1: no V (version) field');
});

it('wants the database alone, in both places', () => {
  expect(
    [
      'lib/apk/db/installed',
      'usr/lib/apk/db/installed',
      'lib/apk/db/scripts.tar',
      'x/lib/apk/db/installed',
    ].map((path) => apk.wants(path, 1)),
  ).toEqual([true, true, false, false]);
});
