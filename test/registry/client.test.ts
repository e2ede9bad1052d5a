import { afterEach, describe, expect, it } from 'vitest';
import type { Intercept, ServedRepository } from '../../src/demo/registry.ts';
import type { Descriptor } from '../../src/oci/manifest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import type { RegistryOptions } from '../../src/registry/client.ts';
import { RegistryError } from '../../src/registry/error.ts';
import { failureOf } from '../support/failure.ts';
import { jsonBytes, makeImage, serveImage } from '../support/image.ts';
import { answer, type Harness, startHarness } from './harness.ts';

const image = makeImage({ contents: [Buffer.alloc(300_000, 'x'), 'second'] });
let harness: Harness;
const start = async (
  intercept?: Intercept,
  options?: Partial<RegistryOptions>,
  repositories: readonly ServedRepository[] = [serveImage(image, 'team/app')],
) => {
  harness = await startHarness(repositories, intercept, options);
  return harness;
};
afterEach(() => harness.close());

const paths = () => harness.requests.map(({ path }) => path);

describe('resolve', () => {
  it('reads a manifest by tag, by digest, and by digest when there are both', async () => {
    const { repository } = await start();
    for (const suffix of [':latest', `@${image.digest}`, `:gone@${image.digest}`]) {
      const { descriptor, manifest } = await repository(`team/app${suffix}`).resolve();
      expect(descriptor).toMatchObject({ digest: image.digest, sizeBytes: image.manifest.length });
      expect(manifest.kind).toBe('image');
    }
    expect(paths().at(-1)).toBe(`/v2/team/app/manifests/${image.digest}`);
    expect(harness.requests[0]?.headers.accept).toContain(mediaTypes.ociIndex);
  });

  it('says what is missing, in the registry’s words', async () => {
    const { repository, host } = await start();
    const tag = await failureOf(() => repository('team/app:gone').resolve());
    expect(tag).toBeInstanceOf(RegistryError);
    expect(tag).toMatchObject({
      code: 'NOT_FOUND',
      status: 404,
      codes: ['MANIFEST_UNKNOWN'],
      hint: 'check the tag',
    });
    expect(tag.message).toContain(`${host}/team/app:gone: the repository has no such tag`);
    const name = await failureOf(() => repository('team/none').resolve());
    expect(name.message).toContain('no such repository');
  });

  const answers: readonly (readonly [number, string, string])[] = [
    [401, 'UNAUTHORIZED', 'asks for credentials'],
    [403, 'UNAUTHORIZED', 'refuses access'],
    [404, 'NOT_FOUND', 'does not have it'],
    [418, 'NETWORK', 'unexpected answer'],
    [501, 'NETWORK', 'the registry failed'],
  ];
  for (const [status, code, words] of answers) {
    it(`HTTP ${status} is ${code}, at once`, async () => {
      const { repository, clock } = await start((_, response) => answer(response, status, {}, '<html>'));
      const error = await failureOf(() => repository('team/app').resolve());
      expect(error).toMatchObject({ code, status });
      expect(error.message).toContain(words);
      expect(clock.slept).toEqual([]);
    });
  }

  it('keeps no more of an error body than is good', async () => {
    const body = jsonBytes({ errors: [{ code: 'DENIED', message: `no\u001b[31m\n${'x'.repeat(10_000)}` }] });
    const { repository } = await start((_, response) => answer(response, 403, {}, body));
    const error = await failureOf(() => repository('team/app').resolve());
    expect(error).toMatchObject({ codes: ['DENIED'] });
    expect(error.message.length).toBeLessThan(1000);
    expect(error.message).not.toMatch(/\p{Cc}/u);
  });

  it('reads no endless error body', async () => {
    let sent = 0;
    const { repository } = await start((_, response) => {
      response.writeHead(404);
      const more = () => {
        while (response.write(Buffer.alloc(65_536, ' ')) && sent < 1e9) sent += 65_536;
      };
      response.on('drain', more);
      more();
      return true;
    });
    expect((await failureOf(() => repository('team/app').resolve())).code).toBe('NOT_FOUND');
    expect(sent).toBeLessThan(50_000_000);
  });

  const wrong: readonly (readonly [string, Intercept, string, string])[] = [
    [
      'other bytes than the digest asked for',
      (_, r) => answer(r, 200, { 'content-type': mediaTypes.ociManifest }, '{}'),
      'DIGEST_MISMATCH',
      `@${image.digest}`,
    ],
    [
      'bytes that its own header contradicts',
      (_, r) => answer(r, 200, { 'docker-content-digest': image.digest }, '{}'),
      'DIGEST_MISMATCH',
      '',
    ],
    ['no JSON', (_, r) => answer(r, 200, {}, 'hello'), 'MANIFEST_INVALID', ''],
    [
      'five megabytes',
      (_, r) => answer(r, 200, {}, Buffer.alloc(5 * 1024 * 1024, ' ')),
      'LIMIT_EXCEEDED',
      '',
    ],
  ];
  for (const [name, intercept, code, suffix] of wrong) {
    it(`refuses ${name}`, async () => {
      const { repository } = await start(intercept);
      expect((await failureOf(() => repository(`team/app${suffix}`).resolve())).code).toBe(code);
    });
  }
});

describe('retries', () => {
  const failing = (count: number, fault: Intercept): Intercept => {
    let left = count;
    return (request, response) => {
      if (left === 0) return false;
      left -= 1;
      return fault(request, response);
    };
  };
  const faults: readonly (readonly [string, Intercept])[] = [
    ['500', (_, response) => answer(response, 500)],
    ['502', (_, response) => answer(response, 502)],
    ['408', (_, response) => answer(response, 408)],
    ['a reset connection', (request) => request.socket.resetAndDestroy() !== undefined],
    ['a closed connection', (request) => request.socket.destroy() !== undefined],
    [
      'a body that is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{');
        setTimeout(() => response.destroy(), 5);
        return true;
      },
    ],
  ];
  for (const [name, fault] of faults) {
    it(`goes on after ${name}`, async () => {
      const { repository, clock } = await start(failing(3, fault));
      expect((await repository('team/app').resolve()).descriptor.digest).toBe(image.digest);
      expect(clock.slept).toEqual([375, 750, 1500]);
    });
  }

  it('gives up after four attempts', async () => {
    const { repository, clock } = await start((_, response) => answer(response, 503));
    expect(await failureOf(() => repository('team/app').resolve())).toMatchObject({
      code: 'NETWORK',
      status: 503,
    });
    expect(harness.requests).toHaveLength(4);
    expect(clock.slept).toHaveLength(3);
  });

  it('waits as long as a 429 asks, and tells of it in the end', async () => {
    const { repository, clock } = await start((_, response) =>
      answer(
        response,
        429,
        { 'retry-after': '7' },
        '{"errors":[{"code":"TOOMANYREQUESTS","message":"pull rate limit"}]}',
      ),
    );
    const error = await failureOf(() => repository('team/app').resolve());
    expect(error).toMatchObject({ code: 'RATE_LIMITED', status: 429, codes: ['TOOMANYREQUESTS'] });
    expect(error.message).toContain('pull rate limit');
    expect(clock.slept).toEqual([7000, 7000, 7000]);
  });
});

describe('read', () => {
  it('gives the config', async () => {
    const { repository } = await start();
    const app = repository('team/app');
    const { manifest } = await app.resolve();
    if (manifest.kind !== 'image') throw new Error('expected an image');
    expect(await app.read(manifest.config, 'config')).toEqual(image.config);
  });
  const descriptor: Descriptor = {
    mediaType: mediaTypes.ociConfig,
    digest: image.digest,
    sizeBytes: 2,
    urls: [],
    annotations: {},
  };
  const rows: readonly (readonly [string, Descriptor, string, string])[] = [
    ['another content', descriptor, '{}', 'DIGEST_MISMATCH'],
    ['more than announced', descriptor, '{"a":1}', 'DIGEST_MISMATCH'],
    ['less than announced', descriptor, '1', 'DIGEST_MISMATCH'],
    ['what is announced as too large', { ...descriptor, sizeBytes: 1e9 }, '', 'LIMIT_EXCEEDED'],
  ];
  for (const [name, wanted, body, code] of rows) {
    it(`refuses ${name}`, async () => {
      const { repository } = await start((_, response) => answer(response, 200, {}, body));
      expect((await failureOf(() => repository('team/app').read(wanted, 'config'))).code).toBe(code);
    });
  }
});
