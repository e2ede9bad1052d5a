/** A directory as a tar, read back by tar-stream. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract, type Header } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Warning } from '../../src/model/layer.ts';
import { tarOfDirectory } from '../../src/source/directory-tar.ts';
import { rootfsSource } from '../../src/source/rootfs.ts';
import { amd64, optionsIn, readAll, scratch } from './fixture.ts';

let directory: { readonly path: string; remove(): Promise<void> };
let root: string;
beforeEach(async () => {
  directory = await scratch();
  root = `${directory.path}/`;
});
afterEach(() => directory.remove());

interface Read {
  readonly header: Header;
  readonly content: Buffer;
}

/** Every entry in order, keyed by name. */
async function entriesOf(tar: AsyncIterable<Uint8Array>): Promise<Map<string, Read>> {
  const reader = extract();
  const entries = new Map<string, Read>();
  const reading = (async () => {
    for await (const entry of reader) {
      entries.set(entry.header.name, { header: entry.header, content: await buffer(entry) });
    }
  })();
  for await (const chunk of tar) reader.write(chunk);
  reader.end(Buffer.alloc(0));
  await reading;
  return entries;
}

async function walk(): Promise<{ entries: Map<string, Read>; warnings: Warning[] }> {
  const warnings: Warning[] = [];
  const entries = await entriesOf(tarOfDirectory(root, (warning) => warnings.push(warning)));
  return { entries, warnings };
}

describe('tarOfDirectory', () => {
  it('keeps content, mode, time and order', async () => {
    mkdirSync(join(root, 'b/c'), { recursive: true });
    writeFileSync(join(root, 'b/c/file'), 'x'.repeat(600_000));
    writeFileSync(join(root, 'b.txt'), 'text');
    writeFileSync(join(root, 'a'), '');
    chmodSync(join(root, 'a'), 0o4755);
    chmodSync(join(root, 'b.txt'), 0o000);
    utimesSync(join(root, 'a'), 1_600_000_000, 1_600_000_000.9);
    const { entries, warnings } = await walk();
    expect([...entries.keys()]).toEqual(['./', 'a', 'b/', 'b/c/', 'b/c/file', 'b.txt']);
    expect(String(entries.get('b/c/file')?.content)).toBe('x'.repeat(600_000));
    expect(entries.get('a')?.header).toMatchObject({ mode: 0o4755, mtime: new Date(1_600_000_000_000) });
    expect(entries.get('b.txt')?.header.mode).toBe(0);
    // Root reads what nobody may; anyone else is told.
    expect(warnings.map((warning) => warning.path)).toEqual(process.getuid?.() === 0 ? [] : ['b.txt']);
  });

  it('keeps links as links, wherever they lead', async () => {
    writeFileSync(join(root, 'a'), 'content');
    linkSync(join(root, 'a'), join(root, 'z'));
    symlinkSync('/etc/passwd', join(root, 'out'));
    symlinkSync('.', join(root, 'loop'));
    symlinkSync('a', join(root, 'soft'));
    linkSync(join(root, 'soft'), join(root, 'soft2'));
    const { entries, warnings } = await walk();
    expect([...entries.keys()]).toEqual(['./', 'a', 'loop', 'out', 'soft', 'soft2', 'z']);
    expect(entries.get('z')?.header).toMatchObject({ type: 'link', linkname: 'a' });
    expect(entries.get('out')?.header).toMatchObject({ type: 'symlink', linkname: '/etc/passwd' });
    expect(entries.get('loop')?.header).toMatchObject({ type: 'symlink', linkname: '.' });
    expect(entries.get('soft2')?.header).toMatchObject({ type: 'link', linkname: 'soft' });
    expect(warnings).toEqual([]);
  });

  it('keeps a FIFO as an entry and never opens it', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const { entries } = await walk();
    expect(entries.get('pipe')?.header.type).toBe('fifo');
  });

  it('keeps long names and names that are no text', async () => {
    const deep = Array.from({ length: 20 }, (_, index) => `directory-number-${index}`).join('/');
    mkdirSync(join(root, deep), { recursive: true });
    writeFileSync(join(root, deep, 'f'), 'deep');
    writeFileSync(Buffer.concat([Buffer.from(join(root, 'odd-')), Buffer.from([0xff])]), 'odd');
    const { entries, warnings } = await walk();
    expect(String(entries.get(`${deep}/f`)?.content)).toBe('deep');
    expect([...entries.keys()].filter((name) => name.startsWith('odd-'))).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('does not read a file of holes', async () => {
    writeFileSync(join(root, 'lastlog'), '');
    truncateSync(join(root, 'lastlog'), 2 ** 40);
    const { entries, warnings } = await walk();
    expect(entries.get('lastlog')?.header.size).toBe(0);
    expect(warnings).toMatchObject([{ code: 'FILE_TOO_LARGE', path: 'lastlog' }]);
  });

  it.each([
    ['grows', (path: string) => appendFileSync(path, 'y'.repeat(5000)), []],
    ['shrinks', (path: string) => truncateSync(path, 300_000), ['FILE_UNREADABLE']],
  ] as const)('stays a tar when a file %s meanwhile', async (_, change, codes) => {
    const path = join(root, 'log');
    writeFileSync(path, 'x'.repeat(1_000_000));
    writeFileSync(join(root, 'next'), 'next');
    const warnings: Warning[] = [];
    async function* changing() {
      let first = true;
      for await (const chunk of tarOfDirectory(root, (warning) => warnings.push(warning))) {
        if (first) change(path);
        first = false;
        yield chunk;
      }
    }
    const entries = await entriesOf(changing());
    expect(entries.get('log')?.content.length).toBe(1_000_000);
    expect(entries.get('log')?.content.includes('y')).toBe(false);
    expect(String(entries.get('next')?.content)).toBe('next');
    expect(warnings.map((warning) => warning.code)).toEqual(codes);
  });

  it('stops at the signal', async () => {
    writeFileSync(join(root, 'big'), Buffer.alloc(1_000_000));
    const reading = readAll(tarOfDirectory(root, () => {}, AbortSignal.abort()));
    await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('rootfs:', () => {
  it('is one layer without config, digests or lengths', async () => {
    writeFileSync(join(root, 'a'), 'content');
    const { images, warnings } = await rootfsSource.open(directory.path, optionsIn('/nonexistent'));
    const [image] = images;
    expect(image).toMatchObject({ name: `rootfs:${directory.path}`, platform: amd64 });
    expect(image?.config.history).toEqual([]);
    expect(image?.layers).toHaveLength(1);
    const [layer] = image?.layers ?? [];
    expect(Object.keys(layer ?? {}).sort()).toEqual(['mediaType', 'open']);
    const [once, again] = [await readAll(layer?.open() ?? []), await readAll(layer?.open() ?? [])];
    expect(once.equals(again)).toBe(true);
    expect(once.length % 512).toBe(0);
    expect(warnings).toEqual([]);
  });

  it('tells the warnings of the last reading', async () => {
    writeFileSync(join(root, 'lastlog'), '');
    truncateSync(join(root, 'lastlog'), 2 ** 40);
    const { images, warnings } = await rootfsSource.open(directory.path, optionsIn('/nonexistent'));
    expect(warnings).toEqual([]);
    for (let times = 0; times < 2; times += 1) await readAll(images[0]?.layers[0]?.open() ?? []);
    expect(warnings.map((warning) => warning.path)).toEqual(['lastlog']);
  });

  it.each([
    ['missing', 'NOT_FOUND', /no such file or directory/],
    ['file', 'USAGE', /expected a directory, found a file/],
  ] as const)('%s', async (name, code, message) => {
    writeFileSync(join(root, 'file'), '');
    const attempt = rootfsSource.open(join(directory.path, name), optionsIn('/nonexistent'));
    await expect(attempt).rejects.toMatchObject({ code, message });
  });
});
