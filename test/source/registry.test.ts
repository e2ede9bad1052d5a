import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningRegistry, type ServedManifest, serveImages } from '../../src/demo/registry.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { formatPlatform, parsePlatform } from '../../src/oci/platform.ts';
import { registrySource } from '../../src/source/registry.ts';
import { failureOf } from '../support/failure.ts';
import { collect, type MadeImage, makeImage, makeIndex } from '../support/image.ts';

const amd64 = makeImage({ architecture: 'amd64', contents: ['one', 'two'] });
const arm64 = makeImage({ architecture: 'arm64', variant: 'v8' });
const foreign = makeImage({
  layerMediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  contents: ['kept elsewhere'],
});
const chart = makeImage({ configMediaType: 'application/vnd.cncf.helm.config.v1+json' });
const platformOf = (os: string, architecture: string) => ({ platform: { os, architecture } });
const index = makeIndex([
  { ...amd64.descriptor, ...platformOf('linux', 'amd64') },
  { ...chart.descriptor, ...platformOf('unknown', 'unknown') },
  { ...arm64.descriptor, ...platformOf('linux', 'arm64') },
]);

const tagged = ({ manifest }: MadeImage, ...tags: readonly string[]): ServedManifest => ({
  mediaType: mediaTypes.ociManifest,
  bytes: manifest,
  tags,
});
let registry: RunningRegistry;
afterEach(() => registry.close());

const open = async (name: string, platform = 'linux/amd64', target = (host: string) => `${host}/${name}`) => {
  registry = await serveImages([
    {
      repository: 'app',
      manifests: [
        { mediaType: mediaTypes.ociIndex, bytes: index, tags: ['multi'] },
        tagged(amd64, 'single'),
        tagged(arm64),
        tagged(foreign, 'foreign'),
        tagged(chart, 'chart'),
      ],
      blobs: [amd64, arm64, chart]
        .flatMap(({ config, layers }) => [config, ...layers])
        .concat(foreign.config),
    },
  ]);
  const source = registrySource({ environment: {}, certificateDirectories: [] });
  const wanted = platform === 'all' ? 'all' : parsePlatform(platform);
  return source.open(target(registry.host), { platform: wanted, spoolDirectory: '/nowhere' });
};

describe('the registry source', () => {
  it('opens the image of a platform with its layers', async () => {
    const opened = await open('app:multi');
    const [image] = opened.images;
    expect(image).toMatchObject({
      name: `${registry.host}/app:multi`,
      digest: amd64.digest,
      mediaType: mediaTypes.ociManifest,
      platform: { os: 'linux', architecture: 'amd64' },
      reference: { repository: 'app', tag: 'multi' },
    });
    const contents = [];
    for (const layer of image?.layers ?? [])
      contents.push(gunzipSync(await collect(layer.open())).toString());
    expect(contents).toEqual(['one', 'two']);
    expect(image?.layers.map(({ compressedBytes }) => compressedBytes)).toEqual(
      amd64.layers.map(({ length }) => length),
    );
    expect(opened.warnings).toEqual([]);
    await opened.close();
    await opened.close();
  });
  it('opens every image in the index’s order', async () => {
    const { images, close } = await open('app:multi', 'all');
    expect(images.map(({ platform }) => formatPlatform(platform))).toEqual(['linux/amd64', 'linux/arm64/v8']);
    await close();
  });
  it('takes what follows docker:', async () => {
    const { images, close } = await open('', 'linux/amd64', (host) => `//${host}/app:single`);
    expect(images).toHaveLength(1);
    await close();
  });
  it('warns when the one image is for another platform', async () => {
    const { images, warnings, close } = await open('app:single', 'linux/arm64');
    expect(images).toHaveLength(1);
    expect(warnings).toMatchObject([{ code: 'PLATFORM_MISMATCH' }]);
    await close();
  });
  const failures: readonly (readonly [string, string, string, string])[] = [
    ['app:multi', 'linux/s390x', 'PLATFORM_NOT_FOUND', 'linux/amd64, linux/arm64'],
    ['app:chart', 'linux/amd64', 'MEDIA_TYPE_UNSUPPORTED', 'a Helm chart'],
    ['app:gone', 'linux/amd64', 'NOT_FOUND', 'no such tag'],
    ['App', 'linux/amd64', 'REFERENCE_INVALID', 'lower case'],
  ];
  for (const [name, platform, code, words] of failures) {
    it(`${name} for ${platform}: ${code}`, async () => {
      const error = await failureOf(() => open(name, platform));
      expect(error.code).toBe(code);
      expect(error.message).toContain(words);
    });
  }
  it('says of a foreign layer why it cannot be read', async () => {
    const { images, close } = await open('app:foreign');
    const [layer] = images[0]?.layers ?? [];
    if (layer === undefined) throw new Error('expected a layer');
    const error = await failureOf(() => collect(layer.open()));
    expect(error.code).toBe('NOT_FOUND');
    expect(error.message).toContain('not to be distributed');
    await close();
  });
});
