import { expect, it } from 'vitest';
import { storedPackageName } from '../../src/footprint/nix-store.ts';
import { dir, file, fold, makeFacts, symlink } from './facts.ts';

const path = (letter: string, name: string) => `nix/store/${letter.repeat(32)}-${name}`;

it('tells packages by the directories of the store, each version once', () => {
  const glibc = path('a', 'glibc-2.38-44');
  const openssl = path('c', 'openssl-3.0.7');
  const tools = path('b', 'openssl-3.0.7-bin');
  const { packages, bill } = fold([
    makeFacts([
      dir('nix'),
      dir('nix/store'),
      dir(glibc),
      file(`${glibc}/lib/libc.so.6`, 'x'.repeat(600)),
      file(path('d', 'curl-8.4.0.tar.xz')),
      dir(path('f', 'builder')),
      file(`${path('e', 'builder')}/x-1.0`),
      dir('nix/store/short-1.0'),
    ]),
    makeFacts([file(`${openssl}/lib/libssl.so`), symlink(`${tools}/bin/openssl`, 'x'), dir(tools)]),
  ]);
  expect(packages).toMatchObject([
    {
      name: 'glibc',
      version: '2.38-44',
      path: glibc,
      layer: 0,
      purl: 'pkg:nix/glibc@2.38-44',
      liveBytes: 2_048,
    },
    { name: 'openssl', version: '3.0.7', path: tools, layer: 1, liveBytes: 2_048 },
  ]);
  expect(packages).toHaveLength(2);
  expect(bill.find(({ name }) => name === 'openssl')).toMatchObject({
    owner: 'os-package',
    liveBytes: 2_048,
  });
});

it.each([
  ['python3.11-requests-2.31.0', 'python3.11-requests'],
  ['gtk+3-3.24.38', 'gtk+3'],
  ['gcc-12.3.0-lib', 'gcc'],
  ['user-environment', undefined],
])('%s is of %s', (directory, name) => {
  expect(storedPackageName(path('0', directory))).toBe(name);
  expect(storedPackageName(`${path('0', directory)}/bin/a-1`)).toBe(name);
});
