import { afterEach, describe, expect, it } from 'vitest';
import type { Intercept, ServedRepository } from '../../src/demo/registry.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import type { RegistryOptions } from '../../src/registry/client.ts';
import { failureOf } from '../support/failure.ts';
import { makeImage, serveImage } from '../support/image.ts';
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

describe('redirects', () => {
  it('are followed, without Authorization to another origin', async () => {
    let storage = '';
    const seen: (string | undefined)[] = [];
    await start(
      (request, response) => {
        if (request.headers.authorization === undefined)
          return answer(response, 401, { 'www-authenticate': 'Basic realm="x"' });
        if (request.url?.startsWith('/hop'))
          return answer(response, 302, {
            location: `http://${storage}/v2/team/app/manifests/latest?sig=secret`,
          });
        return answer(response, 307, { location: '/hop' });
      },
      { credentials: { username: 'me', password: 'secret' } },
    );
    const other = await harness.serve([serveImage(image, 'team/app')], (request) => {
      seen.push(request.headers.authorization);
      return false;
    });
    storage = other.host;
    expect((await harness.repository('team/app').resolve()).descriptor.digest).toBe(image.digest);
    expect(seen).toEqual([undefined]);
    const hops = harness.requests.filter(({ path }) => path === '/hop');
    expect(hops.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from('me:secret').toString('base64')}`,
    ]);
  });

  const rows: readonly (readonly [string, string, string])[] = [
    ['a loop', '/again', 'more than 5 times'],
    ['another protocol', 'file:///etc/passwd', 'no http or https'],
    ['nonsense', 'http://', 'no http or https'],
  ];
  for (const [name, location, words] of rows) {
    it(`refuse ${name}`, async () => {
      const { repository } = await start((_, response) => answer(response, 302, { location }));
      const error = await failureOf(() => repository('team/app').resolve());
      expect(error.code).toBe('NETWORK');
      expect(error.message).toContain(words);
    });
  }

  it('tell no secrets when what they lead to fails', async () => {
    const { repository } = await start((request, response) =>
      request.url?.startsWith('/blob')
        ? answer(response, 403)
        : answer(response, 302, {
            location: `http://user:hunter2@127.0.0.1:${request.socket.localPort}/blob?X-Amz-Signature=hunter2`,
          }),
    );
    const error = await failureOf(() => repository('team/app').resolve());
    expect(error.code).toBe('UNAUTHORIZED');
    expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
  });
});

describe('lists', () => {
  it('go through all pages', async () => {
    const tags = Array.from({ length: 2500 }, (_, index) => `t${String(index).padStart(4, '0')}`);
    const many = {
      repository: 'many',
      manifests: [{ mediaType: mediaTypes.ociManifest, bytes: image.manifest, tags }],
      blobs: [],
    };
    const { client, host } = await start(undefined, {}, [many]);
    const found: string[] = [];
    for await (const tag of client.tags(host, 'many')) found.push(tag);
    expect(found).toEqual(tags);
    expect(harness.requests).toHaveLength(3);
    const repositories: string[] = [];
    for await (const name of client.repositories(host)) repositories.push(name);
    expect(repositories).toEqual(['many']);
  });
  it('stay with the registry and end when the next page is the same', async () => {
    const { client, host } = await start((request, response) =>
      answer(response, 200, { link: `<http://evil.example${request.url}>; rel="next"` }, '{"tags":["a"]}'),
    );
    const found: string[] = [];
    for await (const tag of client.tags(host, 'team/app')) found.push(tag);
    expect(found).toEqual(['a']);
  });
});
