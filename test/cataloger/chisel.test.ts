import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chisel } from '../../src/cataloger/chisel/chisel.ts';
import { sourceOf } from '../../src/cataloger/chisel/source.ts';
import { unzstd } from '../../src/cataloger/chisel/unzstd.ts';

/** Made with `zstd -19` from the lines below. */
const sample = Buffer.from(
  'KLUv/QRoXQcAco0oGVDXMfy/qYdEQLhTKVVVtQBUVf3g2JkiAQbA+H3+whe7TJIlO4x5G14NHYy+S+iZ14rC2Clnl692USBDw23MSVwhOMhwJMuU0c9XdaOX/z6/KAet9OWNz+N89Wa7y0sB/bzNKLYUvSrVvgxZD5XYNEd8vtpUu7yOlipd7PO2XkxffmO7ca6fn/C9LgJjM78xlyvNbFX15YvB+DyGUQ9nbV0MGgBUOcitgqcXyFgOFc0ygFxzPDxoiK3igY7lgInmMiwnCksjiMBQLcFe3FgXXD1xFmKFpSYsEIA5gtkuAGwCaymgJMXEA5KIM8Y=',
  'base64',
);
const path = 'var/lib/chisel/manifest.wall';

describe('chisel', () => {
  it('reads packages, and files by the slices they came with', () => {
    expect(chisel.wants(path, 1)).toBe(true);
    expect(chisel.catalog({ path, bytes: sample })).toEqual({
      packages: [
        {
          type: 'deb',
          name: 'libc6',
          version: '2.39-0ubuntu8.3',
          architecture: 'amd64',
          source: { name: 'glibc', version: '2.39-0ubuntu8.3' },
          guessed: 'source',
          licenses: [],
          foundBy: 'chisel',
        },
      ],
      owns: [{ type: 'deb', package: 'libc6', files: ['usr/lib/libc.so.6', 'usr/lib/libm.so.6'] }],
      warnings: [{ code: 'PACKAGE_INVALID', message: `${path}, line 3: no entry of a known form`, path }],
    });
  });

  it('survives any change of bytes', () => {
    const change = fc.tuple(fc.nat(sample.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.nat(40), (changes, cut) => {
        const bytes = Buffer.from(sample.subarray(0, sample.length - cut));
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        try {
          const { packages } = chisel.catalog({ path, bytes });
          for (const { name, version } of packages) expect(`${name}${version}`).not.toMatch(/\s/);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 200 },
    );
  });
});

const frame = (...bytes: readonly number[]) => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...bytes]);

it.each([
  ['no zstd', Buffer.from('{"jsonwall":"1.0"}'), 'not compressed'],
  ['a window of 2 GiB', frame(0x00, 0xa8, 1, 0, 0), 'window is larger'],
  ['content of 1 TiB in one segment', frame(0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0), 'window is larger'],
  ['a cut head', frame(0xe0, 1), 'window is larger'],
  ['many frames', Buffer.concat(Array.from({ length: 9 }, () => frame(0x20, 0, 1, 0, 0))), 'more than 4'],
  // One byte, a hundred thousand times, in each of nine blocks.
  [
    'a bomb',
    frame(0x00, 0x50, ...Array.from({ length: 9 }, () => [0x02, 0xd4, 0x30, 0x61]).flat(), 1, 0, 0),
    'longer than',
  ],
])('refuses %s', (_name, bytes, problem) => {
  expect(() => unzstd(bytes, 500_000)).toThrow(problem);
});

it.each([
  ['libssl3t64', '3.0.13-0ubuntu3', 'openssl'],
  ['libcurl3t64-gnutls', '8.5.0-2', 'curl'],
  ['libgcc-s1', '14.2.0-4ubuntu2~24.04', 'gcc-14'],
  ['libpython3.12-stdlib', '3.12.3-1', 'python3.12'],
  ['libpq5', '16.4-0ubuntu0.24.04.2', 'postgresql-16'],
  ['openjdk-21-jre-headless', '21.0.4+7-1', 'openjdk-21'],
  ['dotnet-runtime-8.0', '8.0.8-0ubuntu1', 'dotnet8'],
  ['libkrb5-3', '1.20.1-6', 'krb5'],
  ['libssh-4', '0.10.6-2', 'libssh'],
  ['libssh2-1t64', '1.11.0-4', 'libssh2'],
  ['libpcre2-8-0', '10.42-4', 'pcre2'],
  ['libffi8', '3.4.6-1', 'libffi'],
  ['libx11-6', '2:1.8.7-1', 'libx11'],
  ['libx264-164', '2:0.164', 'x264'],
  ['ca-certificates', '20240203', 'ca-certificates'],
])('%s %s is of %s', (name, version, source) => {
  expect(sourceOf(name, version)).toBe(source);
});
