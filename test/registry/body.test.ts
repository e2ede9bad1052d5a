import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBlocks } from '../../src/registry/body.ts';

const mebibyte = 1 << 20;

async function collect(body: Readable): Promise<{ blocks: Uint8Array[]; error?: unknown }> {
  const blocks: Uint8Array[] = [];
  try {
    for await (const block of readBlocks(body)) blocks.push(block);
    return { blocks };
  } catch (error) {
    return { blocks, error };
  }
}

const own = (bytes: number, value: number): Buffer => Buffer.alloc(bytes, value);

describe('readBlocks', () => {
  it('gives every byte, in blocks of a mebibyte or more and a last one', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 700_000 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lengths, async (sizes) => {
        const chunks = sizes.map((bytes, index) => own(bytes, index));
        const whole = Buffer.concat(chunks);
        const { blocks, error } = await collect(Readable.from(chunks, { objectMode: false }));
        expect(error).toBeUndefined();
        expect(Buffer.concat(blocks).equals(whole)).toBe(true);
        expect(blocks.slice(0, -1).every(({ length }) => length >= mebibyte)).toBe(true);
        expect(blocks.every(({ length, buffer }) => length === buffer.byteLength)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it.each([undefined, new Error('cut')])('ends for a body that was closed before: %s', async (reason) => {
    const body = new Readable({ read: () => undefined });
    body.on('error', () => undefined).destroy(reason);
    await new Promise((resolve) => body.on('close', resolve));
    const { error } = await collect(body);
    expect(error).toBeInstanceOf(Error);
  });

  it('frees what it has copied', async () => {
    const chunk = own(mebibyte, 1);
    await collect(Readable.from([chunk], { objectMode: false }));
    expect(chunk.buffer.byteLength).toBe(0);
  });

  it('throws the error after what came before it', async () => {
    const broken = Readable.from(
      (async function* () {
        yield own(10, 7);
        throw new Error('reset');
      })(),
      { objectMode: false },
    );
    const { blocks, error } = await collect(broken);
    expect(Buffer.concat(blocks)).toEqual(own(10, 7));
    expect(error).toMatchObject({ message: 'reset' });
  });

  it('takes a body that is closed before its end for broken', async () => {
    const body = new Readable({ read: () => undefined });
    body.push(own(10, 7));
    setImmediate(() => body.destroy());
    expect(await collect(body)).toMatchObject({
      error: { message: expect.stringMatching(/before its end/) },
    });
  });

  it('reads no further than two blocks ahead, and ends the body with its reader', async () => {
    let sent = 0;
    const body = new Readable({
      highWaterMark: 1,
      read() {
        sent += 1 << 16;
        this.push(own(1 << 16, 1));
      },
    });
    for await (const block of readBlocks(body)) {
      expect(block.length).toBeGreaterThanOrEqual(mebibyte);
      await new Promise((resolve) => setTimeout(resolve, 20));
      break;
    }
    expect(sent).toBeLessThan(6 * mebibyte);
    expect(body.destroyed).toBe(true);
  });
});
