/** Layers that real programs write, against what these programs say is in them. */
import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyzeLayer } from '../../src/layer/analyze.ts';
import { decompress } from '../../src/layer/decompress.ts';
import type { Entry } from '../../src/model/layer.ts';
import { chunkSizes, readTar } from '../layer/read-tar.ts';
import { layerOf } from '../support/layer.ts';

/** Runs an installed program; one that is missing is a failure that names its Debian package. */
function run(
  program: string,
  debianPackage: string,
  args: readonly string[],
  options: ExecFileSyncOptions = {},
): Buffer {
  try {
    return Buffer.from(execFileSync(program, args, { maxBuffer: 2 ** 30, ...options }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(`${program} is not installed: apt-get install ${debianPackage}`);
    }
    throw error;
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let work: string;
let tree: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'imgscan-layer-'));
  tree = join(work, 'tree');
  const long = 'long-directory-name/'.repeat(6);
  mkdirSync(join(tree, long), { recursive: true });
  writeFileSync(join(tree, 'plain'), 'plain text\n');
  writeFileSync(join(tree, 'empty'), '');
  writeFileSync(join(tree, 'block'), Buffer.alloc(512, 'b'));
  writeFileSync(join(tree, 'big'), Buffer.alloc(300_000, 'big'));
  writeFileSync(join(tree, long, 'n'.repeat(90)), 'a long name');
  writeFileSync(join(tree, 'ünï'), 'utf-8');
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/latin1-`), Buffer.from([0xe9])]), 'latin-1');
  symlinkSync('plain', join(tree, 'symlink'));
  symlinkSync(`/${'x'.repeat(150)}`, join(tree, 'long-symlink'));
  linkSync(join(tree, 'plain'), join(tree, 'z-hardlink'));
  chmodSync(join(tree, 'big'), 0o4755);
  utimesSync(join(tree, 'plain'), 1_600_000_000, 1_600_000_000.75);
  run('mkfifo', 'coreutils', [join(tree, 'fifo')]);
  const sparse = join(tree, 'sparse');
  const file = openSync(sparse, 'w');
  // More stretches than fit one header and one extension block.
  for (let index = 0; index < 40; index += 1) writeSync(file, `data ${index}`, index * 65_536);
  truncateSync(sparse, 3_000_000);
  truncateSync(join(tree, 'empty'), 0);
  const hole = join(tree, 'only-a-hole');
  writeFileSync(hole, '');
  truncateSync(hole, 1_000_000);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

const gnuTar = (...args: string[]) => run('tar', 'tar', args);

/** GNU tar's own listing: mode, owner, length, time, name. */
function listing(tar: Buffer): string[] {
  const text = run(
    'tar',
    'tar',
    ['-tvf', '-', '--full-time', '--numeric-owner', '--utc', '--quoting-style=escape', '--no-recursion'],
    { input: tar, encoding: 'buffer', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  );
  return text.toString('utf8').trimEnd().split('\n');
}

const letters: Readonly<Record<string, string>> = {
  file: '-',
  hardlink: 'h',
  symlink: 'l',
  dir: 'd',
  fifo: 'p',
};

function modeText(type: string, mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  if (mode & 0o4000) bits[2] = bits[2] === 'x' ? 's' : 'S';
  if (mode & 0o2000) bits[5] = bits[5] === 'x' ? 's' : 'S';
  if (mode & 0o1000) bits[8] = bits[8] === 'x' ? 't' : 'T';
  return `${letters[type] ?? '?'}${bits.join('')}`;
}

const formats: readonly (readonly [string, readonly string[]])[] = [
  ['v7', ['--format=v7', '--exclude=long*', '--exclude=fifo']],
  ['oldgnu', ['--format=oldgnu']],
  ['gnu', ['--format=gnu']],
  ['gnu sparse', ['--format=gnu', '--sparse', '--hole-detection=raw']],
  ['ustar', ['--format=ustar', '--exclude=long-symlink']],
  ['posix', ['--format=posix']],
  ['posix sparse 0.0', ['--format=posix', '--sparse', '--sparse-version=0.0', '--hole-detection=raw']],
  ['posix sparse 0.1', ['--format=posix', '--sparse', '--sparse-version=0.1', '--hole-detection=raw']],
  ['posix sparse 1.0', ['--format=posix', '--sparse', '--sparse-version=1.0', '--hole-detection=raw']],
];

describe('archives that GNU tar writes', () => {
  for (const [name, options] of formats) {
    it(name, () => {
      const tar = gnuTar(
        '-C',
        tree,
        '--sort=name',
        '--owner=+1234',
        '--group=+70000',
        ...options,
        '-cf',
        '-',
        '.',
      );
      const whole = readTar(tar);
      for (const chunkBytes of chunkSizes.filter((size) => size > 1))
        expect(readTar(tar, chunkBytes)).toEqual(whole);

      const lines = whole.map((entry) => {
        const link = { symlink: ' -> ', hardlink: ' link to ' }[entry.type as string];
        const time = new Date(entry.mtime * 1000).toISOString().replace('T', ' ').slice(0, 19);
        return `${modeText(entry.type, entry.mode)} ${entry.uid}/${entry.gid} ${entry.fileBytes} ${time} ${entry.name}${link === undefined ? '' : link + entry.linkName}`;
      });
      const expected = listing(tar).map((line) =>
        line
          .replace(/ +/g, ' ')
          .replace(/(:\d\d)\.\d+ /, '$1 ')
          .replace(/\\351/, '\udce9'),
      );
      expect(lines).toEqual(expected);

      for (const entry of whole.filter(({ type }) => type === 'file')) {
        const path = entry.name.endsWith('\udce9')
          ? Buffer.concat([Buffer.from(`${tree}/latin1-`), Buffer.from([0xe9])])
          : join(tree, entry.name);
        expect(entry.sha256, entry.name).toBe(sha256(readFileSync(path)));
      }
      const sparse = whole.find(({ name: path }) => path === './sparse');
      expect(sparse?.sparse).toBe(name.includes('sparse'));
    });
  }
});

describe('streams that compressors write', () => {
  const compressors: readonly (readonly [string, string, readonly string[]])[] = [
    ['gzip', 'gzip', ['-c']],
    ['pigz', 'pigz', ['-c', '-p', '4']],
    ['igzip', 'isal', ['-c']],
    ['zstd', 'zstd', ['-q', '-c']],
    ['zstd', 'zstd', ['-q', '-c', '--long=27', '-19']],
    ['zstd', 'zstd', ['-q', '-c', '--no-check', '-T2', '-1']],
  ];
  for (const [program, debianPackage, args] of compressors) {
    it(`${program} ${args.join(' ')}, once and twice in a row, and cut off`, async () => {
      const tar = gnuTar('-C', tree, '-cf', '-', '.');
      const once = run(program, debianPackage, args, { input: tar });
      const expand = async (bytes: Buffer) => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of decompress(layerOf(bytes).open())) chunks.push(Buffer.from(chunk));
        return sha256(Buffer.concat(chunks));
      };
      expect(await expand(once)).toBe(sha256(tar));
      expect(await expand(Buffer.concat([once, once]))).toBe(sha256(Buffer.concat([tar, tar])));
      for (const length of [once.length - 1, once.length >> 1, 20]) {
        await expect(expand(once.subarray(0, length))).rejects.toMatchObject({ code: 'LAYER_CORRUPT' });
      }
    });
  }
});

describe('a root file system', () => {
  it('has the files that are on disk', async () => {
    const tar = join(work, 'doc.tar');
    gnuTar('-C', '/usr/share', '--format=posix', '-cf', tar, 'doc');
    const { facts, failure } = await analyzeLayer(
      { mediaType: 'tar', open: () => createReadStream(tar, { highWaterMark: 1 << 20 }) },
      { catalogers: [], detectors: [] },
    );
    expect(failure).toBeUndefined();
    const found = run('find', 'findutils', ['doc', '-printf', '%y %#m %p\\n'], { cwd: '/usr/share' })
      .toString()
      .trimEnd()
      .split('\n');
    const kind = ({ type }: Entry) => ({ file: 'f', hardlink: 'f', symlink: 'l', dir: 'd' })[type as string];
    expect(
      facts.entries.map((entry) => `${kind(entry)} 0${entry.mode.toString(8)} ${entry.path}`).sort(),
    ).toEqual(found.sort());
    for (const entry of facts.entries
      .filter(({ type, fileBytes }) => type === 'file' && fileBytes > 0)
      .slice(0, 300)) {
      expect(entry.sha256).toBe(sha256(readFileSync(`/usr/share/${entry.path}`)));
    }
  });
});
