/** `docker save` archives: which image, and what is wrong with one. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { dockerArchiveSource } from '../../src/source/docker-archive.ts';
import type { SourceOptions } from '../../src/source/source.ts';
import { type LayerTree, makeTar } from '../support/layer.ts';
import {
  blobOf,
  currentFiles,
  descriptor,
  hexOf,
  json,
  layoutFiles,
  legacyFiles,
  namedManifest,
  optionsIn,
  readAll,
  scratch,
  streamOf,
  type TestImage,
  testImage,
} from './fixture.ts';

let directory: { readonly path: string; remove(): Promise<void> };
let amd: TestImage;
let arm: TestImage;

beforeAll(async () => {
  directory = await scratch();
  [amd, arm] = await Promise.all([testImage('amd64'), testImage('arm64')]);
});
afterAll(() => directory.remove());

async function open(files: LayerTree, suffix = '', more: Partial<SourceOptions> = {}) {
  const path = join(directory.path, 'image.tar');
  await writeFile(path, await makeTar(files));
  return dockerArchiveSource.open(`${path}${suffix}`, optionsIn(directory.path, more));
}

/** Two images of two repositories in one archive. */
function twoImages(): LayerTree {
  const entry = (image: TestImage, tags: readonly string[] | null) => ({
    Config: `${hexOf(image.config)}.json`,
    RepoTags: tags,
    Layers: image.tars.map((tar) => `${hexOf(tar)}.tar`),
  });
  const tars = [...amd.tars, ...arm.tars].map((tar) => [`${hexOf(tar)}.tar`, tar]);
  return {
    ...Object.fromEntries(tars),
    [`${hexOf(amd.config)}.json`]: amd.config,
    [`${hexOf(arm.config)}.json`]: arm.config,
    'manifest.json': json([
      entry(amd, ['app:1', 'app:latest']),
      entry(arm, ['ghcr.io/team/app:2']),
      entry(arm, null),
    ]),
  };
}

describe('choosing', () => {
  it.each([
    [':app:1', 'amd64'],
    [':app', 'amd64'],
    [':docker.io/library/app', 'amd64'],
    [':ghcr.io/team/app:2', 'arm64'],
    [':2', 'arm64'],
    [':@2', 'arm64'],
  ])('%s', async (suffix, architecture) => {
    const opened = await open(twoImages(), suffix);
    expect(opened.images.map((image) => image.platform.architecture)).toEqual([architecture]);
    await opened.close();
  });

  it.each([
    ['', 'USAGE', /expected one image, found app:1, ghcr\.io\/team\/app:2, @2 \(no name\)/],
    [':app:3', 'NOT_FOUND', /expected one image :app:3, found app:1, /],
    [':@3', 'NOT_FOUND', /expected one image :@3/],
  ] as const)('what is not there: %j', async (suffix, code, message) => {
    await expect(open(twoImages(), suffix)).rejects.toMatchObject({ code, message });
  });

  it('by image ID', async () => {
    const opened = await open(legacyFiles(amd), `@${digestOf(amd.config)}`);
    expect(opened.images).toHaveLength(1);
    await opened.close();
  });

  it('says that the platform is another, as for a single manifest anywhere', async () => {
    const opened = await open(legacyFiles(arm));
    expect(opened.warnings.map((warning) => warning.code)).toEqual(['PLATFORM_MISMATCH']);
    await opened.close();
  });
});

/** The shape of containerd's store: an index with all platforms, manifest.json naming one. */
function containerdFiles(present: readonly TestImage[]): LayerTree {
  const manifests = [amd, arm].map((image) => namedManifest(image, undefined, { platform: image.platform }));
  const index = json({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests });
  const annotations = { 'io.containerd.image.name': 'docker.io/library/app:1' };
  const [first = amd] = present;
  const layers = first.blobs.slice(1).map(blobOf);
  return {
    ...layoutFiles(present, [descriptor(index, mediaTypes.ociIndex, { annotations })], [index]),
    'manifest.json': json([{ Config: blobOf(first.config), RepoTags: ['app:1'], Layers: layers }]),
  };
}

describe('the index beside manifest.json', () => {
  it('chooses by platform', async () => {
    for (const [platform, found] of [
      [amd.platform, ['amd64']],
      [arm.platform, ['arm64']],
      ['all', ['amd64', 'arm64']],
    ] as const) {
      const opened = await open(containerdFiles([amd, arm]), '', { platform });
      expect(opened.images.map((image) => image.platform.architecture)).toEqual(found);
      expect(opened.images[0]?.reference?.repository).toBe('library/app');
      await opened.close();
    }
  });

  it('may name platforms that are not in the archive', async () => {
    const opened = await open(containerdFiles([amd]));
    expect(opened.images.map((image) => image.digest)).toEqual([digestOf(amd.manifest)]);
    await opened.close();
    const attempt = open(containerdFiles([amd]), '', { platform: arm.platform });
    await expect(attempt).rejects.toMatchObject({ code: 'PLATFORM_NOT_FOUND' });
  });

  const empty = () => {
    const config = descriptor(amd.config, mediaTypes.ociConfig);
    return json({ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [] });
  };
  it.each([
    ['names nothing', () => ({ 'index.json': json({ schemaVersion: 2, manifests: null }) })],
    [
      'names a manifest without layers',
      () => ({
        [blobOf(empty())]: empty(),
        'index.json': json({ schemaVersion: 2, manifests: [descriptor(empty(), mediaTypes.ociManifest)] }),
      }),
    ],
    [
      'names a manifest that is not there',
      () => ({ 'index.json': json({ schemaVersion: 2, manifests: [namedManifest(arm)] }) }),
    ],
    [
      'names nothing that manifest.json does',
      () => ({
        'index.json': json({
          schemaVersion: 2,
          manifests: [namedManifest(arm, 'x'), namedManifest(amd, 'y')],
        }),
      }),
    ],
  ])('counts for nothing when it %s', async (_, files) => {
    const opened = await open({ ...currentFiles(amd), ...files() });
    expect(opened.images[0]?.digest).toBeUndefined();
    expect(opened.images[0]?.layers.map((layer) => layer.diffId)).toEqual(amd.tars.map(digestOf));
    expect(opened.images[0]?.layers.map((layer) => layer.digest)).toEqual(amd.tars.map(digestOf));
    await opened.close();
  });
});

describe('an archive that two readers would take for two images', () => {
  it('index.json and manifest.json disagree', async () => {
    const { manifest, blobs } = arm;
    const annotations = { 'io.containerd.image.name': 'docker.io/library/demo:1' };
    const entry = descriptor(manifest, mediaTypes.ociManifest, { annotations });
    const others = Object.fromEntries([manifest, ...blobs].map((bytes) => [blobOf(bytes), bytes]));
    const files = { ...currentFiles(amd), ...others };
    for (const manifests of [[entry], [entry, namedManifest(amd, 'demo:1')]]) {
      const attempt = open({ ...files, 'index.json': json({ schemaVersion: 2, manifests }) });
      await expect(attempt).rejects.toMatchObject({
        code: 'MANIFEST_INVALID',
        message: /index\.json names another image than manifest\.json/,
      });
    }
  });

  it('manifest.json is there twice', async () => {
    const other = JSON.stringify([{ Config: 'x.json', Layers: [] }]);
    await expect(open({ ...legacyFiles(amd), './manifest.json': other })).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: /manifest\.json cannot be read: it is there twice/,
    });
  });
});

describe('trouble', () => {
  const config = () => `${hexOf(amd.config)}.json`;
  const layers = ['one/layer.tar', 'two/layer.tar'];
  const withManifest = (value: unknown) => ({ ...legacyFiles(amd), 'manifest.json': json(value) });
  it.each([
    ['no manifest.json', () => ({ 'a.txt': 'x' }), 'MANIFEST_INVALID', /manifest\.json is missing/],
    ['no JSON', () => ({ 'manifest.json': 'hello' }), 'MANIFEST_INVALID', /manifest\.json: expected JSON/],
    ['no list', () => withManifest({}), 'MANIFEST_INVALID', /manifest\.json: document: expected Array/],
    ['no images', () => withManifest([]), 'NOT_FOUND', /expected one image, found nothing/],
    [
      'no config',
      () => withManifest([{ Config: 'x.json', Layers: layers }]),
      'MANIFEST_INVALID',
      /x\.json is missing/,
    ],
    [
      'a layer that is not there',
      () => withManifest([{ Config: config(), Layers: ['one/layer.tar', 'three/layer.tar'] }]),
      'MANIFEST_INVALID',
      /names three\/layer\.tar, which is missing/,
    ],
    [
      'a layer too few',
      () => withManifest([{ Config: config(), Layers: ['one/layer.tar'] }]),
      'MANIFEST_INVALID',
      /found 1 layers in manifest\.json and 2 diffIDs/,
    ],
    [
      'a config with other bytes',
      () => ({ ...legacyFiles(amd), [config()]: arm.config }),
      'DIGEST_MISMATCH',
      /expected digest sha256:/,
    ],
  ] as const)('%s', async (_, files, code, message) => {
    await expect(open(files())).rejects.toMatchObject({ code, message });
  });

  it('tells a layer whose bytes are not what its name says', async () => {
    const [tar = Buffer.alloc(0)] = amd.tars;
    const changed = Buffer.from(tar);
    changed[600] = 1;
    const opened = await open({ ...currentFiles(amd), [blobOf(tar)]: changed });
    const layer = opened.images[0]?.layers[0];
    await expect(readAll(layer?.open() ?? streamOf(tar))).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await opened.close();
  });

  it.each([
    ['nothing', () => Buffer.alloc(0), 'LAYER_CORRUPT', /^stdin: expected an image archive, found nothing/],
    ['text', () => Buffer.from('hello'), 'LAYER_CORRUPT', /^stdin: expected a tar archive/],
    [
      'xz',
      () => Buffer.from('fd377a585a0000', 'hex'),
      'MEDIA_TYPE_UNSUPPORTED',
      /^stdin: compressed with xz/,
    ],
    ['half a gzip', () => gzipSync(Buffer.alloc(100_000)).subarray(0, 60), 'LAYER_CORRUPT', /^stdin: /],
  ] as const)('on standard input: %s', async (_, bytes, code, message) => {
    for (const chunkBytes of [1, 1000]) {
      const stdin = streamOf(bytes(), chunkBytes);
      const attempt = dockerArchiveSource.open('-', optionsIn(directory.path, { stdin }));
      await expect(attempt).rejects.toMatchObject({ code, message });
    }
  });

  it('needs a standard input for -', async () => {
    await expect(dockerArchiveSource.open('-', optionsIn(directory.path))).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});
