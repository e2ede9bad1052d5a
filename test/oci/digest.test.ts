import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createVerifier,
  digestOf,
  isDigest,
  parseDigest,
  verifyBytes,
  verifyChunks,
} from '../../src/oci/digest.ts';
import { failureOf } from '../support/failure.ts';
import { collect } from '../support/image.ts';

const empty = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('parseDigest', () => {
  it('takes sha256 and sha512 in full', () => {
    expect(parseDigest(empty)).toBe(empty);
    expect(isDigest(`sha512:${'0'.repeat(128)}`)).toBe(true);
    expect(digestOf(new Uint8Array())).toBe(empty);
  });
  const bad = [
    '',
    'sha256:',
    empty.slice(0, -1),
    `${empty}0`,
    empty.toUpperCase(),
    `md5:${'0'.repeat(32)}`,
    `${empty}\n`,
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))} of length ${text.length}`, async () => {
      expect((await failureOf(() => parseDigest(text))).code).toBe('MANIFEST_INVALID');
    });
  }
});

describe('verifyChunks', () => {
  const digest = digestOf(Buffer.from('hello world'));
  it('passes what is right through', async () => {
    const chunks = verifyChunks(chunksOf('hello', ' ', 'world'), { digest, sizeBytes: 11, subject: 'layer' });
    expect((await collect(chunks)).toString()).toBe('hello world');
  });
  const rows: readonly (readonly [string, readonly string[], number | undefined, string])[] = [
    ['another content', ['hello', 'wOrld!'], 11, 'found sha256:'],
    ['too little', ['hello'], 11, 'found 5'],
    ['too much', ['hello', ' world', 'x'], 11, 'found more'],
    ['another content of unknown length', ['hullo'], undefined, 'found sha256:'],
  ];
  for (const [name, texts, sizeBytes, reason] of rows) {
    it(`refuses ${name}`, async () => {
      const expected = { digest, subject: 'layer x', ...(sizeBytes === undefined ? {} : { sizeBytes }) };
      const error = await failureOf(() => collect(verifyChunks(chunksOf(...texts), expected)));
      expect(error.code).toBe('DIGEST_MISMATCH');
      expect(error.message).toContain('layer x');
      expect(error.message).toContain(reason);
    });
  }
  it('stops at the first byte too many', async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        taken += 1;
        yield Buffer.alloc(10);
      }
    }
    await failureOf(() => collect(verifyChunks(endless(), { digest, sizeBytes: 25, subject: 'layer' })));
    expect(taken).toBe(3);
  });
});

it('any bytes in any chunks verify against their own digest and no other length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 50 })),
      fc.constantFrom('sha256', 'sha512'),
      (chunks, algorithm) => {
        const all = Buffer.concat(chunks);
        const digest = parseDigest(`${algorithm}:${createHash(algorithm).update(all).digest('hex')}`);
        const verifier = createVerifier({ digest, sizeBytes: all.length, subject: 'x' });
        for (const chunk of chunks) verifier.update(chunk);
        verifier.end();
        expect(() => verifyBytes(all, { digest, sizeBytes: all.length + 1, subject: 'x' })).toThrow('x');
      },
    ),
  );
});
