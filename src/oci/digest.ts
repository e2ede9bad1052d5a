/** Content digests: parsing, hashing, and the check of a stream against its descriptor. https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
import { createHash } from 'node:crypto';
import { ImgscanError } from '../errors.ts';
import type { Digest } from '../model/image.ts';

const digestPattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** True for `sha256:` or `sha512:` with the full length of lower-case hex: the two the spec registers for use. */
export function isDigest(text: string): text is Digest {
  return digestPattern.test(text);
}

/** Takes a digest from foreign content; MANIFEST_INVALID when it is none. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new ImgscanError(
    'MANIFEST_INVALID',
    `not a digest: expected sha256 or sha512 with lower-case hex, found ${JSON.stringify(text.slice(0, 150))}`,
  );
}

/** The sha256 digest of bytes held in memory. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** What content has to be; `subject` names it in errors. */
export interface Expected {
  readonly digest: Digest;
  /** Absent when no descriptor says it. */
  readonly sizeBytes?: number;
  readonly subject: string;
}

/** Takes the bytes of one blob in order; holds none of them. */
export interface Verifier {
  /** DIGEST_MISMATCH as soon as there are more bytes than expected. */
  update(chunk: Uint8Array): void;
  /** Called once after the last chunk; DIGEST_MISMATCH when length or digest differ. */
  end(): void;
}

/** Checks bytes that stream by against a digest and a length. */
export function createVerifier(expected: Expected): Verifier {
  const { digest, sizeBytes, subject } = expected;
  const algorithm = digest.slice(0, 6);
  const hash = createHash(algorithm);
  let seenBytes = 0;
  return {
    update(chunk) {
      seenBytes += chunk.byteLength;
      if (sizeBytes !== undefined && seenBytes > sizeBytes) {
        throw mismatch(`${subject}: expected ${sizeBytes} bytes as its descriptor says, found more`);
      }
      hash.update(chunk);
    },
    end() {
      if (sizeBytes !== undefined && seenBytes !== sizeBytes) {
        throw mismatch(`${subject}: expected ${sizeBytes} bytes as its descriptor says, found ${seenBytes}`);
      }
      const found = `${algorithm}:${hash.digest('hex')}`;
      if (found !== digest) throw mismatch(`${subject}: expected digest ${digest}, found ${found}`);
    },
  };
}

/** Passes chunks through unchanged and throws at the point where they turn out not to be what was expected. */
export async function* verifyChunks(
  chunks: AsyncIterable<Uint8Array>,
  expected: Expected,
): AsyncGenerator<Uint8Array, void, undefined> {
  const verifier = createVerifier(expected);
  for await (const chunk of chunks) {
    verifier.update(chunk);
    yield chunk;
  }
  verifier.end();
}

/** Checks bytes held in memory; returns them. */
export function verifyBytes(bytes: Uint8Array, expected: Expected): Uint8Array {
  const verifier = createVerifier(expected);
  verifier.update(bytes);
  verifier.end();
  return bytes;
}

function mismatch(message: string): ImgscanError {
  return new ImgscanError('DIGEST_MISMATCH', message, {
    hint: 'the content was damaged or changed on its way or where it is stored; fetch it again or from another place',
  });
}
