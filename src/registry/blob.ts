/** A blob as a stream that survives lost connections by going on where it stopped. https://www.rfc-editor.org/rfc/rfc9110#name-range-requests */
import { ImgscanError } from '../errors.ts';
import type { Descriptor } from '../oci/manifest.ts';
import type { Endpoint } from './endpoint.ts';
import { isTransient } from './error.ts';
import { type Clock, maxAttempts, pause } from './retry.ts';
import type { HttpResponse } from './transport.ts';

/** Where a repository can be had: its own registry, or a mirror of it. */
export interface Place {
  readonly endpoint: Endpoint;
  /** As this place names it. */
  readonly repository: string;
}

/** Interruptions after which a blob is given up, even though each attempt brought something. */
const maxInterruptions = 50;

/**
 * Streams a blob from its byte `start` on, unverified. Connections that break are made again with Range; four
 * failures in a row without a byte end it with the last one's error. A server that ignores Range is read
 * from the start and the bytes already had are dropped. DIGEST_MISMATCH when the server announces another length.
 */
export async function* streamBlob(
  place: Place,
  descriptor: Descriptor,
  start: number,
  subject: string,
  clock: Clock,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { digest, sizeBytes } = descriptor;
  const path = `/v2/${place.repository}/blobs/${digest}`;
  let offset = start;
  let failures = 0;
  for (let interruptions = 0; ; interruptions++) {
    const before = offset;
    try {
      const headers = offset === 0 ? {} : { range: `bytes=${offset}-` };
      const request = { path, repository: place.repository, headers, subject };
      const response = await place.endpoint.send(request, signal);
      let unwanted = offset - firstByte(response, offset, sizeBytes, subject);
      for await (const chunk of response.body) {
        const fresh = unwanted === 0 ? chunk : chunk.subarray(Math.min(unwanted, chunk.byteLength));
        unwanted -= chunk.byteLength - fresh.byteLength;
        offset += fresh.byteLength;
        if (fresh.byteLength > 0) yield fresh;
      }
      return;
    } catch (error) {
      failures = offset > before ? 1 : failures + 1;
      if (!isTransient(error) || failures >= maxAttempts || interruptions >= maxInterruptions) {
        throw offset === 0 ? error : interrupted(error, subject, offset, sizeBytes);
      }
      // All bytes are there; only the end of the answer was lost.
      if (offset === sizeBytes) return;
      await pause(failures, error, clock, signal);
    }
  }
}

/** Where the answer's body starts in the blob; checks the lengths it announces. */
function firstByte(response: HttpResponse, offset: number, sizeBytes: number, subject: string): number {
  const { status, headers } = response;
  const wrong = (found: string): ImgscanError => {
    response.discard();
    return new ImgscanError(
      'DIGEST_MISMATCH',
      `${subject}: expected ${sizeBytes} bytes as its descriptor says, ${found}`,
    );
  };
  if (status === 206) {
    const range = headers['content-range'] ?? '';
    const match = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15}|\*)$/.exec(range);
    if (match === null || Number(match[1]) !== offset) {
      throw wrong(
        `asked for those from ${offset}, found Content-Range ${JSON.stringify(range.slice(0, 80))}`,
      );
    }
    if (match[2] !== '*' && Number(match[2]) !== sizeBytes) throw wrong(`the registry has ${match[2]}`);
    return offset;
  }
  const announced = headers['content-length'];
  if (announced !== undefined && Number(announced) !== sizeBytes)
    throw wrong(`the registry announces ${announced}`);
  return 0;
}

function interrupted(error: unknown, subject: string, offset: number, sizeBytes: number): unknown {
  if (!(error instanceof ImgscanError) || (error.code !== 'NETWORK' && error.code !== 'TIMEOUT'))
    return error;
  return new ImgscanError(
    error.code,
    `${subject}: broke off after ${offset} of ${sizeBytes} bytes: ${error.message}`,
    {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    },
  );
}
