import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Intercept } from '../../src/demo/registry.ts';
import { digestOf } from '../../src/oci/digest.ts';
import type { Descriptor } from '../../src/oci/manifest.ts';
import { failureOf } from '../support/failure.ts';
import { collect } from '../support/image.ts';
import { answer, type Harness, startHarness } from './harness.ts';

const blob = randomBytes(400_000);
const descriptor: Descriptor = {
  mediaType: 'application/vnd.oci.image.layer.v1.tar',
  digest: digestOf(blob),
  sizeBytes: blob.length,
  urls: [],
  annotations: {},
};
let harness: Harness;
afterEach(() => harness.close());

const read = async (intercept: Intercept, wanted = descriptor, signal?: AbortSignal) => {
  harness = await startHarness([{ repository: 'app', manifests: [], blobs: [blob] }], intercept);
  return collect(harness.repository('app').stream(wanted, signal));
};
const ranges = () => harness.requests.map(({ headers }) => headers.range);

/** Sends `count` bytes of what was asked for, then breaks the connection. */
const cutAfter =
  (count: number, times: number): Intercept =>
  (request, response) => {
    if (times-- <= 0) return false;
    const first = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const headers: Record<string, string | number> = { 'content-length': blob.length - first };
    if (first > 0) headers['content-range'] = `bytes ${first}-${blob.length - 1}/${blob.length}`;
    response.writeHead(first > 0 ? 206 : 200, headers);
    response.write(blob.subarray(first, first + count), () => setTimeout(() => request.socket.destroy(), 5));
    return true;
  };

describe('a blob', () => {
  it('comes whole', async () => {
    expect(blob.equals(await read(() => false))).toBe(true);
    expect(ranges()).toEqual([undefined]);
  });
  it('of no bytes is fine', async () => {
    const empty = Buffer.alloc(0);
    harness = await startHarness([{ repository: 'app', manifests: [], blobs: [empty] }]);
    const wanted = { ...descriptor, digest: digestOf(empty), sizeBytes: 0 };
    expect(await collect(harness.repository('app').stream(wanted))).toEqual(empty);
  });
  it('goes on where the connection broke', async () => {
    expect(blob.equals(await read(cutAfter(100_000, 3)))).toBe(true);
    expect(ranges()).toEqual([undefined, 'bytes=100000-', 'bytes=200000-', 'bytes=300000-']);
    // Each attempt brought something: the wait does not grow.
    expect(harness.clock.slept).toEqual([375, 375, 375]);
  });
  it('goes on with a server that knows no ranges', async () => {
    let first = true;
    const bytes = await read((request, response) => {
      delete request.headers.range;
      if (!first) return false;
      first = false;
      return cutAfter(150_000, 1)(request, response);
    });
    expect(blob.equals(bytes)).toBe(true);
    expect(harness.requests).toHaveLength(2);
  });
  it('is whole when only the end of the answer is lost', async () => {
    const bytes = await read((request, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      response.write(blob, () => setTimeout(() => request.socket.destroy(), 20));
      return true;
    });
    expect(blob.equals(bytes)).toBe(true);
    expect(harness.requests).toHaveLength(1);
  });
  it('is given up when nothing comes any more', async () => {
    let first = true;
    const error = await failureOf(() =>
      read((request, response) => {
        if (!first) return request.socket.destroy() !== undefined;
        first = false;
        return cutAfter(100_000, 1)(request, response);
      }),
    );
    expect(error.code).toBe('NETWORK');
    expect(error.message).toContain('broke off after 100000 of 400000 bytes');
    expect(harness.requests).toHaveLength(4);
  });
  it('is given up after fifty interruptions', async () => {
    const error = await failureOf(() => read(cutAfter(1000, 1000)));
    expect(error.code).toBe('NETWORK');
    expect(harness.requests).toHaveLength(51);
  });
});

describe('a blob is refused', () => {
  const flipped = Buffer.from(blob);
  flipped[399_999] = (flipped[399_999] ?? 0) ^ 1;
  const chunked = (bytes: Uint8Array): Intercept => {
    return (_, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(bytes);
      return true;
    };
  };
  const rows: readonly (readonly [string, Intercept, string])[] = [
    ['with a flipped bit', chunked(flipped), 'expected digest'],
    ['with a byte too many', chunked(Buffer.concat([blob, Buffer.alloc(1)])), 'found more'],
    ['when it ends early', chunked(blob.subarray(0, 1000)), 'found 1000'],
    [
      'by another announced length',
      (_, r) => answer(r, 200, { 'content-length': '399999' }, blob.subarray(1)),
      'announces 399999',
    ],
  ];
  for (const [name, intercept, words] of rows) {
    it(name, async () => {
      const error = await failureOf(() => read(intercept));
      expect(error.code).toBe('DIGEST_MISMATCH');
      expect(error.message).toContain(words);
      expect(harness.requests).toHaveLength(1);
    });
  }
  const ranges: readonly (readonly [string, string | undefined])[] = [
    ['another start', `bytes 5-399999/400000`],
    ['another total', `bytes 1000-499999/500000`],
    ['no Content-Range', undefined],
  ];
  for (const [name, range] of ranges) {
    it(`when it goes on with ${name}`, async () => {
      const error = await failureOf(() =>
        read((request, response) => {
          if (request.headers.range === undefined) return cutAfter(1000, 1)(request, response);
          return answer(
            response,
            206,
            range === undefined ? {} : { 'content-range': range },
            blob.subarray(1000),
          );
        }),
      );
      expect(error.code).toBe('DIGEST_MISMATCH');
    });
  }
  it('when it is not there', async () => {
    const error = await failureOf(() =>
      read(() => false, { ...descriptor, digest: digestOf(Buffer.from('gone')) }),
    );
    expect(error).toMatchObject({ code: 'NOT_FOUND', codes: ['BLOB_UNKNOWN'] });
    expect(error.message).toContain('layer sha256:');
  });
});

it('a blob ends with ABORTED in its middle', async () => {
  const controller = new AbortController();
  const error = await failureOf(() =>
    read(
      (_, response) => {
        response
          .writeHead(200, { 'content-length': blob.length })
          .write(blob.subarray(0, 1000), () => controller.abort());
        return true;
      },
      descriptor,
      controller.signal,
    ),
  );
  expect(error.code).toBe('ABORTED');
});

it('a blob that is read no further closes its connection', async () => {
  let closed: Promise<void> = Promise.reject(new Error('no request'));
  closed.catch(() => {});
  harness = await startHarness([], (request, response) => {
    closed = new Promise((resolve) => request.socket.once('close', () => resolve()));
    // As much as the reader gathers before it passes anything on.
    response.writeHead(200, { 'content-length': 2 ** 22 }).write(Buffer.alloc(2 ** 21));
    return true;
  });
  for await (const chunk of harness.repository('app').stream({ ...descriptor, sizeBytes: 2 ** 22 })) {
    expect(chunk.byteLength).toBeGreaterThan(0);
    break;
  }
  await closed;
});
