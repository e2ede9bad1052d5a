import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import { type DecompressLimits, decompress, detectCompression } from '../../src/layer/decompress.ts';

const text = Buffer.concat([Buffer.from('layer '.repeat(50_000)), randomBytes(3000)]);
const half = 100_001;
const gzip = gzipSync(text);
const members = Buffer.concat([gzipSync(text.subarray(0, half)), gzipSync(text.subarray(half))]);

/** A frame of raw blocks: magic, no checksum, window of 128 KiB, then up to 64 KiB a block. */
function zstdFrame(content: Buffer, windowDescriptor = 0x38): Buffer {
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, windowDescriptor])];
  for (let at = 0; at === 0 || at < content.length; at += 1 << 16) {
    const block = content.subarray(at, at + (1 << 16));
    const isLast = at + (1 << 16) >= content.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE(block.length * 8 + (isLast ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}

function skippableFrame(content: Buffer, kind = 0): Buffer {
  const header = Buffer.from([0x50 + kind, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** Run-length blocks: a hundred and twenty-eight KiB of one byte for four bytes each. */
function zstdBomb(blocks: number): Buffer {
  const block = Buffer.alloc(4);
  block.writeUIntLE((1 << 17) * 8 + 2, 0, 3);
  const last = Buffer.from([0x01, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]),
    ...Array<Buffer>(blocks).fill(block),
    last,
  ]);
}

const frame = zstdFrame(text);
const frames = Buffer.concat([zstdFrame(text.subarray(0, half)), zstdFrame(text.subarray(half))]);

async function* inChunks(bytes: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function run(
  bytes: Buffer,
  chunkBytes = 1 << 16,
  signal?: AbortSignal,
  limits?: DecompressLimits,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of decompress(inChunks(bytes, chunkBytes), signal, limits)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('decompress', () => {
  const rows: readonly (readonly [string, Buffer, Buffer])[] = [
    ['gzip', gzip, text],
    ['gzip of two members', members, text],
    ['gzip of nothing, then something', Buffer.concat([gzipSync(''), gzip]), text],
    ['gzip padded with zeros', Buffer.concat([gzip, Buffer.alloc(70_000)]), text],
    ['zstd', frame, text],
    ['zstd of two frames', frames, text],
    [
      'zstd with skippable frames before, between and after',
      Buffer.concat([
        skippableFrame(Buffer.from('toc')),
        zstdFrame(text.subarray(0, half)),
        skippableFrame(Buffer.alloc(0), 15),
        zstdFrame(text.subarray(half)),
        skippableFrame(Buffer.alloc(70_000), 7),
      ]),
      text,
    ],
    ['zstd of nothing', zstdFrame(Buffer.alloc(0)), Buffer.alloc(0)],
    ['zstd run-length blocks', zstdBomb(20), Buffer.alloc(20 << 17)],
    ['neither', text, text],
    ['three bytes', Buffer.from([0x28, 0xb5, 0x2f]), Buffer.from([0x28, 0xb5, 0x2f])],
    ['nothing', Buffer.alloc(0), Buffer.alloc(0)],
  ];
  for (const [name, bytes, expected] of rows) {
    it(name, async () => {
      for (const chunkBytes of [7919, 1 << 16, Number.POSITIVE_INFINITY]) {
        expect((await run(bytes, chunkBytes)).equals(expected)).toBe(true);
      }
    });
  }

  it('reads byte by byte', async () => {
    const short = Buffer.from('a short text');
    expect(await run(gzipSync(short), 1)).toEqual(short);
    expect(await run(Buffer.concat([zstdFrame(short), zstdFrame(short)]), 1)).toEqual(
      Buffer.concat([short, short]),
    );
  });

  const failures: readonly (readonly [string, Buffer, string, DecompressLimits?])[] = [
    ['gzip cut off', gzip.subarray(0, gzip.length - 9), 'LAYER_CORRUPT'],
    ['gzip cut in the second member', members.subarray(0, members.length - 100), 'LAYER_CORRUPT'],
    ['gzip magic alone', gzip.subarray(0, 2), 'LAYER_CORRUPT'],
    [
      'gzip with a wrong checksum',
      Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(8, 1)]),
      'LAYER_CORRUPT',
    ],
    ['gzip with garbage after it', Buffer.concat([gzip, Buffer.from('garbage')]), 'LAYER_CORRUPT'],
    [
      'gzip header, garbage body',
      Buffer.concat([gzip.subarray(0, 10), Buffer.alloc(5000, 0xee)]),
      'LAYER_CORRUPT',
    ],
    ['zstd cut off', frame.subarray(0, frame.length - 1), 'LAYER_CORRUPT'],
    ['zstd cut in the second frame', frames.subarray(0, frames.length - 7), 'LAYER_CORRUPT'],
    ['zstd magic alone', frame.subarray(0, 4), 'LAYER_CORRUPT'],
    ['zstd with garbage after it', Buffer.concat([frame, Buffer.from('garbage')]), 'LAYER_CORRUPT'],
    [
      'zstd with a reserved block type',
      Buffer.concat([frame.subarray(0, 6), Buffer.from([0x07, 0, 0])]),
      'LAYER_CORRUPT',
    ],
    [
      'zstd header, garbage body',
      Buffer.concat([frame.subarray(0, 6), Buffer.alloc(300_000, 0xec)]),
      'LAYER_CORRUPT',
    ],
    ['zstd with a window of a terabyte', zstdFrame(text, 0xf0), 'LIMIT_EXCEEDED'],
    ['gzip over the limit', gzip, 'LIMIT_EXCEEDED', { tarBytes: 1000 }],
    ['plain over the limit', text, 'LIMIT_EXCEEDED', { tarBytes: 1000 }],
    ['zstd bomb within the limit of bytes', zstdBomb(40), 'LIMIT_EXCEEDED', { tarBytes: 5_000_000 }],
    ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), 'MEDIA_TYPE_UNSUPPORTED'],
    ['bzip2', Buffer.from('BZh91AY&SY'), 'MEDIA_TYPE_UNSUPPORTED'],
  ];
  for (const [name, bytes, code, limits] of failures) {
    it(`${name}: ${code}`, async () => {
      for (const chunkBytes of [997, Number.POSITIVE_INFINITY]) {
        await expect(run(bytes, chunkBytes, undefined, limits)).rejects.toMatchObject({
          name: 'ImgscanError',
          code,
        });
      }
    });
  }

  for (const [name, bytes] of [
    ['gzip', gzip],
    ['zstd', frame],
    ['plain', text],
  ] as const) {
    it(`${name}: passes on what the source throws, and reads the source to its end`, async () => {
      const failing = async function* () {
        yield bytes.subarray(0, bytes.length);
        throw new ImgscanError('DIGEST_MISMATCH', 'at the very end');
      };
      await expect(collect(failing())).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    });

    it(`${name}: closes the source when the reader stops`, async () => {
      let closed = false;
      const source = async function* () {
        try {
          for (;;) yield bytes;
        } finally {
          closed = true;
        }
      };
      for await (const chunk of decompress(source())) if (chunk.length > 0) break;
      expect(closed).toBe(true);
    });
  }

  it('stops at the ratio once there is a gibibyte', async () => {
    let bytes = 0;
    const reading = async () => {
      for await (const chunk of decompress(inChunks(zstdBomb(9000), 1 << 16))) bytes += chunk.length;
    };
    await expect(reading()).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/200 times/),
    });
    expect(bytes).toBeLessThanOrEqual(2 ** 30);
  });

  it('stops when aborted', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(run(gzip, 1000, controller.signal)).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('damaged input ends, in bytes or in an ImgscanError', async () => {
    const short = Buffer.from('a text that repeats, a text that repeats, a text that ends');
    const inputs = [
      gzipSync(short),
      Buffer.concat([zstdFrame(short), skippableFrame(short), zstdFrame(short)]),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...inputs),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 5 }),
        fc.nat(200),
        async (input, places, length) => {
          const bytes = Buffer.from(input.subarray(0, length));
          for (const [at, byte] of places) if (at < bytes.length) bytes[at] = byte;
          const outcome = await run(bytes, 13, undefined, { tarBytes: 1 << 24 }).catch(
            (error: unknown) => error,
          );
          expect(Buffer.isBuffer(outcome) || outcome instanceof ImgscanError).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

async function collect(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of decompress(source));
}

describe('detectCompression', () => {
  it('goes by the first bytes', () => {
    expect(detectCompression(gzip)).toBe('gzip');
    expect(detectCompression(frame)).toBe('zstd');
    expect(detectCompression(skippableFrame(Buffer.alloc(0), 15))).toBe('zstd');
    expect(detectCompression(deflateRawSync(text))).toBe('none');
    expect(detectCompression(Buffer.alloc(0))).toBe('none');
  });
});
