/** The ELF reader against readelf, over this machine's own programs and libraries. */
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { executable } from '../../src/detector/executable.ts';
import type { ExecutableEvidence } from '../../src/model/layer.ts';

const maxFileBytes = 64 * 1024 * 1024;

function listElfFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((item) => item.isFile())
    .map((item) => `${directory}/${item.name}`)
    .filter((path) => lstatSync(path).size > 64 && lstatSync(path).size < maxFileBytes)
    .filter((path) => readFileSync(path).subarray(0, 4).toString('latin1') === '\x7fELF');
}

function detect(path: string, chunkBytes: number): ExecutableEvidence | undefined {
  const bytes = readFileSync(path);
  const sink = executable.open({ path, mode: 0o755, uid: 0, gid: 0, fileBytes: bytes.length });
  for (let at = 0; at < bytes.length; at += chunkBytes) sink?.write(bytes.subarray(at, at + chunkBytes));
  return sink?.end().find((found) => found.kind === 'executable');
}

interface Expected {
  type: string;
  interpreter: string | undefined;
  needed: string[];
}

/** What readelf says, by file: it heads each file's part with its name. */
function readelf(paths: readonly string[]): Map<string, Expected> {
  let text: string;
  try {
    text = execFileSync('readelf', ['-hldW', ...paths], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
  } catch (cause) {
    throw new Error('readelf could not be run: install the Debian package binutils', { cause });
  }
  const files = new Map<string, Expected>();
  for (const part of text.split(/^File: /m).slice(1)) {
    const path = part.slice(0, part.indexOf('\n'));
    files.set(path, {
      type: /^\s+Type:\s+(\w+)/m.exec(part)?.[1] ?? '',
      interpreter: /\[Requesting program interpreter: ([^\]]+)\]/.exec(part)?.[1],
      needed: [...part.matchAll(/\(NEEDED\)\s+Shared library: \[([^\]]+)\]/g)].map((match) => match[1] ?? ''),
    });
  }
  return files;
}

/** Debian's folder of this machine's own libraries. */
const libraries = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;

for (const [directory, chunkBytes] of [
  ['/usr/bin', 1 << 20],
  [libraries, 65_536],
] as const) {
  it(`${directory}: as readelf says`, { timeout: 120_000 }, () => {
    const paths = listElfFiles(directory);
    expect(paths.length).toBeGreaterThan(0);
    let unknown = 0;
    const expected = readelf(paths);
    expect(expected.size).toBe(paths.length);
    for (const [path, { type, interpreter, needed }] of expected) {
      const found = detect(path, chunkBytes);
      if (type !== 'EXEC' && type !== 'DYN') {
        expect(found, path).toBeUndefined();
        continue;
      }
      expect(found?.interpreter, path).toBe(interpreter);
      if (found?.needed === undefined) unknown++;
      else expect(found.needed, path).toEqual(needed);
    }
    expect(unknown / paths.length).toBeLessThan(0.02);
  });
}
