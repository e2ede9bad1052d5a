import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { analyzeLayer } from '../../src/layer/analyze.ts';
import { startHashThread } from '../../src/layer/hash-thread.ts';
import { layerOf, makeTar } from '../support/layer.ts';

const thread = startHashThread();
afterAll(() => thread.close());

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('startHashThread', () => {
  it('hashes tar and files as they are cut, several tars at once', async () => {
    const pieces = fc.array(fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 4 }), {
      maxLength: 9,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 3 }), async (tars) => {
        await Promise.all(tars.map(hashesAgree));
      }),
      { numRuns: 30 },
    );
  });

  it('gives a layer the facts that it has without the thread', async () => {
    const content = Buffer.alloc(700_000, 'content');
    const tar = await makeTar({
      a: 'x',
      b: '',
      'c/': null,
      'c/d': content,
      e: { type: 'link', linkname: 'a' },
    });
    const plugins = { catalogers: [], detectors: [] };
    const here = await analyzeLayer(layerOf(tar, undefined, 90_000), plugins);
    const there = await analyzeLayer(layerOf(tar, undefined, 90_000), { ...plugins, hashThread: thread });
    expect(there).toEqual(here);
    expect(there.facts.entries[3]?.sha256).toBe(sha256(content));
  });

  it('keeps what was read of a tar that breaks off', async () => {
    const tar = await makeTar({ a: 'x', b: Buffer.alloc(50_000, 1) });
    const cut = layerOf(tar.subarray(0, 20_000));
    const { facts, failure } = await analyzeLayer(cut, { catalogers: [], detectors: [], hashThread: thread });
    expect(failure?.code).toBe('LAYER_CORRUPT');
    expect(facts.entries).toMatchObject([{ path: 'a', sha256: sha256(Buffer.from('x')) }]);
  });

  it('says so when it is ended before its work is done', async () => {
    const ended = startHashThread();
    const hasher = ended.open('sha256');
    await ended.close();
    hasher.begin(new Uint8Array(10));
    await expect(hasher.finish()).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

/** A tar of chunks, each of which holds the given parts of files: every third part ends its file. */
async function hashesAgree(chunks: readonly (readonly number[])[]): Promise<void> {
  const hasher = thread.open('sha512');
  const tar = createHash('sha512');
  const expected: string[] = [];
  const found: string[] = [];
  let content = createHash('sha256');
  let count = 0;
  for (const lengths of chunks) {
    const chunk = new Uint8Array(lengths.reduce((sum, length) => sum + length + 7, 5)).fill(count + 1);
    tar.update(chunk);
    hasher.begin(chunk);
    let at = 3;
    for (const length of lengths) {
      const part = chunk.subarray(at, at + length);
      content.update(part);
      const file = hasher.file(length);
      file.update(part);
      at += length + 7;
      count += 1;
      if (count % 3 !== 0) continue;
      expected.push(content.digest('hex'));
      content = createHash('sha256');
      file.end((digest) => found.push(digest));
    }
    await hasher.end();
  }
  expect(await hasher.finish()).toBe(tar.digest('hex'));
  expect(found).toEqual(expected);
}
