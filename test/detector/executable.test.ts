import fc from 'fast-check';
import { expect, it } from 'vitest';
import { executable } from '../../src/detector/executable.ts';
import { detectors } from '../../src/detector/list.ts';
import { parseShebang } from '../../src/detector/shebang.ts';
import { elfFile } from './elf-file.ts';

function detect(bytes: Uint8Array, chunkBytes = 512) {
  const sink = executable.open({ path: 'f', mode: 0o755, uid: 0, gid: 0, fileBytes: bytes.length });
  for (let at = 0; at < bytes.length; at += chunkBytes) sink?.write(bytes.subarray(at, at + chunkBytes));
  return sink?.end() ?? [];
}

for (const [line, interpreter, ...rest] of [
  ['#!/bin/sh', '/bin/sh'],
  ['#! /bin/sh -e', '/bin/sh', '-e'],
  ['#!/usr/bin/env python3', 'python3'],
  ['#!/usr/bin/env -S deno run --allow-net', 'deno', 'run', '--allow-net'],
  ['#!/usr/bin/env -Snode --harmony', 'node', '--harmony'],
  ['#!/usr/bin/env -i -u HOME A=b bash -x', 'bash', '-x'],
  ['#!/usr/bin/env', '/usr/bin/env'],
  ['#!/bin/bash\r', '/bin/bash'],
] as const) {
  it(JSON.stringify(line), () => {
    expect(parseShebang(Buffer.from(`${line}\nrest`))).toEqual({ interpreter, interpreterArguments: rest });
  });
}

it('takes attributes of other languages for no shebang', () => {
  expect(detect(Buffer.from('#![allow(dead_code)]\nfn main() {}'))).toEqual([]);
});

for (const chunkBytes of [1, 7, 321, 4096, 1 << 20]) {
  it(`ELF in chunks of ${chunkBytes}`, () => {
    const dynamic = elfFile({ interpreter: '/lib/ld.so', needed: ['liba.so.1', 'libb.so'] });
    expect(detect(dynamic, chunkBytes)).toEqual([
      {
        kind: 'executable',
        path: 'f',
        format: 'elf',
        interpreter: '/lib/ld.so',
        needed: ['liba.so.1', 'libb.so'],
        machine: 'amd64',
      },
    ]);
  });
}

it('ELF: static Go program', () => {
  expect(detect(elfFile({ go: true }))).toMatchObject([{ format: 'elf', needed: [], go: true }]);
  expect(detect(elfFile({ go: true }))[0]).not.toHaveProperty('interpreter');
});

it('ELF: names the functions by which files are opened', () => {
  const names = ['iconv_open', 'xdlopen', 'dlopen', 'setlocale_l'];
  expect(detect(elfFile({ needed: names }))).toMatchObject([{ opensBy: ['dlopen', 'iconv_open'] }]);
  expect(detect(elfFile({ needed: ['libc.so.6'] }))[0]).not.toHaveProperty('opensBy');
});

it('ELF: an object file is no executable', () => {
  expect(detect(elfFile({ fileType: 1 }))).toEqual([]);
});

it('PE and Mach-O, and what looks like them', () => {
  const pe = Buffer.alloc(256);
  pe.write('MZ', 0);
  pe.writeUInt32LE(128, 60);
  pe.write('PE\0\0', 128, 'latin1');
  expect(detect(pe)).toMatchObject([{ format: 'pe' }]);
  expect(detect(Buffer.from('MZ is how this text starts'))).toEqual([]);
  expect(detect(Buffer.from('cafebabe00000002', 'hex'))).toMatchObject([{ format: 'macho' }]);
  expect(detect(Buffer.from('cafebabe00000041', 'hex'))).toEqual([]);
  expect(detect(Buffer.from('cffaedfe0c000001', 'hex'))).toMatchObject([{ format: 'macho' }]);
});

it('hostile ELF: no detector throws, whatever is in the file', () => {
  const base = elfFile({ interpreter: '/lib/ld.so', needed: ['liba.so.1'], go: true });
  const change = fc.tuple(fc.nat(base.length - 1), fc.nat(255));
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5000 }),
      (changes, chunkBytes) => {
        const bytes = Buffer.from(base);
        for (const [at, value] of changes) bytes[at] = value;
        for (const detector of detectors) {
          const sink = detector.open({
            path: 'etc/passwd',
            mode: 0o755,
            uid: 0,
            gid: 0,
            fileBytes: bytes.length,
          });
          for (let at = 0; at < bytes.length; at += chunkBytes)
            sink?.write(bytes.subarray(at, at + chunkBytes));
          expect(Array.isArray(sink?.end() ?? [])).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});
