import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { signature } from '../../src/detector/signature.ts';
import { elfFile } from './elf-file.ts';

function detect(bytes: Uint8Array, chunkBytes = 1 << 20, mode = 0o755) {
  const sink = signature.open({ path: 'f', mode, uid: 0, gid: 0, fileBytes: bytes.length });
  for (let at = 0; at < bytes.length; at += chunkBytes) sink?.write(bytes.subarray(at, at + chunkBytes));
  return sink?.end() ?? [];
}

/** A program with these strings in it, NUL after each, from offset 9000 on. */
function programWith(...strings: readonly string[]): Buffer {
  const bytes = elfFile({});
  bytes.write(strings.map((string) => `${string}\0`).join(''), 9_000, 'latin1');
  return bytes;
}

for (const [program, version, ...strings] of [
  ['bash', '5.2.15', '@(#)Bash version 5.2.15(1) release GNU'],
  ['mksh', 'R59', 'KSH_VERSION=@(#)MIRBSD KSH R59 2023/04/29'],
  ['ksh93', '93u+m/1.0.4', '@(#)$Id: Version AJM 93u+m/1.0.4 2022-10-22 $', 'KSH_VERSION'],
  ['zsh', undefined, 'zwc file has wrong version (zsh-%s): %s', 'ZSH_VERSION'],
  ['dash', undefined, 'EOF in backquote substitution', 'xvsnprintf failed'],
  ['ash', undefined, 'EOF in backquote substitution', '%s unexpected (expecting %s)'],
  ['toybox', undefined, 'Toybox %s multicall binary%s'],
] as const) {
  it(program, () => {
    const expected = { kind: 'signature', path: 'f', program, ...(version === undefined ? {} : { version }) };
    expect(detect(programWith(...strings))).toMatchObject([expected]);
  });
}

for (const chunkBytes of [1, 7, 321, 512, 4096]) {
  it(`busybox with its applets, in chunks of ${chunkBytes}`, () => {
    const strings = [
      'BusyBox v1.36.1 (2024-06-10 07:11:47 UTC)',
      'BusyBox is a multi-call binary',
      '[\0[[\0ar\0cat\0sh\0',
    ];
    expect(detect(programWith(...strings, 'EOF in backquote substitution'), chunkBytes)).toEqual([
      {
        kind: 'signature',
        path: 'f',
        program: 'busybox',
        version: '1.36.1',
        offset: 9_000,
        applets: ['[', '[[', 'ar', 'cat', 'sh'],
      },
    ]);
  });
}

it('passes over what cannot be a shell', () => {
  const bash = programWith('@(#)Bash version 5.2.15(1) release GNU');
  expect(detect(bash, 512, 0o644)).toEqual([]);
  expect(detect(Buffer.concat([Buffer.from('text'), bash]))).toEqual([]);
  expect(detect(programWith('BASH_VERSINFO', 'ZSH_VERSION'))).toEqual([]);
});

for (const [path, program] of [
  ['/bin/bash', 'bash'],
  ['/bin/dash', 'dash'],
] as const) {
  it.skipIf(!existsSync(path))(`this machine's ${path}`, () => {
    expect(detect(readFileSync(path), 65_536)).toMatchObject([{ program }]);
  });
}
