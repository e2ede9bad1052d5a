import { afterEach, describe, expect, it } from 'vitest';
import type { Intercept, ServedRepository } from '../../src/demo/registry.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { createRegistryClient, type RegistryOptions } from '../../src/registry/client.ts';
import { failureOf } from '../support/failure.ts';
import { collect, makeImage, serveImage } from '../support/image.ts';
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

describe('without an answer', () => {
  const clientOf = (options: Partial<RegistryOptions> = {}) =>
    createRegistryClient({ environment: {}, certificateDirectories: [], clock: harness.clock, ...options });

  it('names the host and port that refuses', async () => {
    await start();
    const gone = await harness.serve([]);
    await gone.close();
    const client = clientOf();
    const error = await failureOf(() => client.repository(parseReference(`${gone.host}/app`)).resolve());
    expect(error.code).toBe('NETWORK');
    expect(error.message).toContain(`${gone.host} refused the connection`);
    await client.close();
  });
  it('names the host that does not exist', async () => {
    await start();
    const client = clientOf();
    const error = await failureOf(() => client.repository(parseReference('registry.invalid/app')).resolve());
    expect(error.code).toBe('NETWORK');
    expect(error.message).toContain('registry.invalid:443');
    await client.close();
  });
  it('tries again when the server is silent', async () => {
    let silent = true;
    const { repository, clock } = await start(
      () => {
        const now = silent;
        silent = false;
        return now;
      },
      { timeouts: { headersMs: 50 } },
    );
    expect((await repository('team/app').resolve()).descriptor.digest).toBe(image.digest);
    expect(clock.slept).toEqual([375]);
  });
  it('ends at once when aborted', async () => {
    const controller = new AbortController();
    const { repository } = await start(() => {
      controller.abort();
      return true;
    });
    const error = await failureOf(() => repository('team/app').resolve(controller.signal));
    expect(error.code).toBe('ABORTED');
    expect(harness.requests).toHaveLength(1);
    expect((await failureOf(() => repository('team/app').resolve(AbortSignal.abort()))).code).toBe('ABORTED');
  });
  it('does not speak http to other hosts than this one', async () => {
    await start();
    const client = clientOf({ timeouts: { connectMs: 200 } });
    const error = await failureOf(() =>
      client.repository(parseReference('registry.invalid:80/app')).resolve(),
    );
    expect(error.code).toBe('NETWORK');
    await client.close();
  });
});

describe('mirrors', () => {
  const layerOf = async (repository: ReturnType<Harness['repository']>) => {
    const { manifest } = await repository.resolve();
    if (manifest.kind !== 'image') throw new Error('expected an image');
    const [layer] = manifest.layers;
    if (layer === undefined) throw new Error('expected a layer');
    return collect(repository.stream(layer));
  };
  const via = async (mirrorIntercept: Intercept | undefined) => {
    const mirrorRequests: string[] = [];
    await start();
    const mirror = await harness.serve([serveImage(image, 'cache/team/app')], (request, response) => {
      mirrorRequests.push(`${request.url} ${request.headers.authorization ?? ''}`);
      return mirrorIntercept?.(request, response) ?? false;
    });
    const client = createRegistryClient({
      environment: {},
      certificateDirectories: [],
      clock: harness.clock,
      credentials: { username: 'me', password: 'secret' },
      mirrors: [{ registry: harness.host, mirrors: [`${mirror.host}/cache`] }],
    });
    const repository = client.repository(parseReference(`${harness.host}/team/app`));
    return { repository, client, mirrorRequests };
  };

  it('are asked first, for everything', async () => {
    const { repository, client, mirrorRequests } = await via(undefined);
    expect(await layerOf(repository)).toEqual(image.layers[0]);
    expect(mirrorRequests).toHaveLength(2);
    expect(harness.requests).toHaveLength(0);
    expect(repository.warnings()).toEqual([]);
    await client.close();
  });
  it('are passed over when they fail, with a warning, and not asked again', async () => {
    const { repository, client, mirrorRequests } = await via((_, response) => answer(response, 404));
    expect(await layerOf(repository)).toEqual(image.layers[0]);
    expect(mirrorRequests).toHaveLength(1);
    expect(repository.warnings()).toMatchObject([{ code: 'MIRROR_UNUSABLE' }]);
    await client.close();
  });
  it('never see the registry’s credentials', async () => {
    const { repository, client, mirrorRequests } = await via((_, response) =>
      answer(response, 401, { 'www-authenticate': 'Basic realm="x"' }),
    );
    await layerOf(repository);
    expect(mirrorRequests.join()).not.toContain('Basic');
    await client.close();
  });
  it('may fail in the middle of a layer', async () => {
    const { repository, client } = await via((request, response) => {
      if (!request.url?.includes('/blobs/')) return false;
      if (request.headers.range !== undefined) return answer(response, 404);
      const [layer = Buffer.alloc(0)] = image.layers;
      response.writeHead(200, { 'content-length': layer.length }).write(layer.subarray(0, 100));
      setTimeout(() => response.destroy(), 10);
      return true;
    });
    expect(await layerOf(repository)).toEqual(image.layers[0]);
    expect(harness.requests[0]?.headers.range).toBe('bytes=100-');
    await client.close();
  });
});
