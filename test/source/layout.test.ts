/** Which image of a layout is chosen, and what is said of layouts that are broken. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { ociLayoutSource } from '../../src/source/oci-layout.ts';
import type { SourceOptions } from '../../src/source/source.ts';
import {
  blobOf,
  descriptor,
  json,
  layoutFiles,
  namedManifest,
  optionsIn,
  readAll,
  scratch,
  type TestImage,
  testImage,
  writeFiles,
} from './fixture.ts';

let directory: { readonly path: string; remove(): Promise<void> };
let layout: string;
let amd: TestImage;
let arm: TestImage;

beforeAll(async () => {
  directory = await scratch();
  [amd, arm] = await Promise.all([testImage('amd64'), testImage('arm64')]);
});
beforeEach(async () => {
  layout = join(directory.path, 'layout');
  await rm(layout, { recursive: true, force: true });
});
afterAll(() => directory.remove());

const platform = (architecture: string) => ({ platform: { os: 'linux', architecture } });

function indexOf(images: readonly TestImage[]): Buffer {
  const manifests = images.map((image) => namedManifest(image, undefined, { platform: image.platform }));
  return json({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests });
}

async function open(suffix = '', more: Partial<SourceOptions> = {}) {
  const { images, warnings } = await ociLayoutSource.open(
    `${layout}${suffix}`,
    optionsIn(directory.path, more),
  );
  return { images, warnings, found: images.map((image) => image.platform.architecture) };
}

describe('choosing', () => {
  it('by tag, by whole reference, by its tag alone, by position and by digest', async () => {
    const entries = [namedManifest(amd, 'v1'), namedManifest(arm, 'ghcr.io/team/app:v2')];
    await writeFiles(layout, layoutFiles([amd, arm], entries));
    expect((await open(':v1')).found).toEqual(['amd64']);
    const { found, images } = await open(':ghcr.io/team/app:v2');
    expect(found).toEqual(['arm64']);
    expect(images[0]?.reference?.repository).toBe('team/app');
    expect((await open(':v2')).found).toEqual(['arm64']);
    expect((await open(':@1')).found).toEqual(['arm64']);
    expect((await open(`@${digestOf(arm.manifest)}`)).found).toEqual(['arm64']);
    await expect(open()).rejects.toMatchObject({
      code: 'USAGE',
      message: `${layout}: expected one image, found 2: v1, ghcr.io/team/app:v2`,
    });
    await expect(open(':v3')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: /expected the image :v3, found v1, /,
    });
    await expect(open(':@2')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(open(`@sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('takes a single manifest of another platform with a warning, as from a registry', async () => {
    await writeFiles(layout, layoutFiles([arm], [namedManifest(arm, 'v1')]));
    const { found, warnings } = await open();
    expect(found).toEqual(['arm64']);
    expect(warnings.map((warning) => warning.code)).toEqual(['PLATFORM_MISMATCH']);
  });

  it('takes one image under two names for one', async () => {
    await writeFiles(layout, layoutFiles([amd], [namedManifest(amd, 'v1'), namedManifest(amd, 'latest')]));
    expect((await open()).found).toEqual(['amd64']);
  });

  it.each([
    ['an index of its own', true],
    ['entries of one name beside each other', false],
  ])('by platform: %s', async (_, nested) => {
    const index = indexOf([amd, arm]);
    const entries = nested
      ? [descriptor(index, mediaTypes.ociIndex)]
      : [amd, arm].map((image) => namedManifest(image, 'v1', { platform: image.platform }));
    await writeFiles(layout, layoutFiles([amd, arm], entries, [index]));
    expect((await open('', platform('arm64'))).found).toEqual(['arm64']);
    expect((await open('', platform('amd64'))).found).toEqual(['amd64']);
    expect((await open('', { platform: 'all' })).found).toEqual(['amd64', 'arm64']);
    await expect(open('', platform('s390x'))).rejects.toMatchObject({
      code: 'PLATFORM_NOT_FOUND',
      message: /linux\/amd64, linux\/arm64/,
    });
  });

  it('does with the platforms whose blobs are there', async () => {
    const index = indexOf([amd, arm]);
    await writeFiles(layout, layoutFiles([arm], [descriptor(index, mediaTypes.ociIndex)], [index]));
    expect((await open('', platform('arm64'))).warnings).toEqual([]);
    const all = await open('', { platform: 'all' });
    expect(all.found).toEqual(['arm64']);
    expect(all.warnings.map((warning) => warning.code)).toEqual(['MANIFEST_SKIPPED']);
    await expect(open('', platform('amd64'))).rejects.toMatchObject({ code: 'PLATFORM_NOT_FOUND' });
  });
});

describe('trouble', () => {
  it.each([
    ['no directory', async () => {}, 'NOT_FOUND', /no such file or directory/],
    ['no layout', () => mkdir(layout), 'MANIFEST_INVALID', /found no file oci-layout/],
    ['a file', () => writeFile(layout, ''), 'USAGE', /expected a directory, found a file/],
  ] as const)('%s', async (_, prepare, code, message) => {
    await prepare();
    await expect(open()).rejects.toMatchObject({ code, message });
  });

  const changes: readonly {
    name: string;
    files: () => Record<string, Uint8Array>;
    code: string;
    message: RegExp;
  }[] = [
    {
      name: 'oci-layout is no JSON',
      files: () => ({ 'oci-layout': Buffer.from('x') }),
      code: 'MANIFEST_INVALID',
      message: /oci-layout: expected JSON/,
    },
    {
      name: 'a newer layout',
      files: () => ({ 'oci-layout': json({ imageLayoutVersion: '2.0.0' }) }),
      code: 'MEDIA_TYPE_UNSUPPORTED',
      message: /expected image layout version 1, found "2\.0\.0"/,
    },
    {
      name: 'index.json is no JSON',
      files: () => ({ 'index.json': Buffer.from('{') }),
      code: 'MANIFEST_INVALID',
      message: /index\.json: expected JSON/,
    },
    {
      name: 'index.json over the limit',
      files: () => ({ 'index.json': Buffer.alloc(5 * 1024 * 1024, ' ') }),
      code: 'LIMIT_EXCEEDED',
      message: /index\.json has 5242880 bytes/,
    },
    {
      name: 'nothing in it',
      files: () => ({ 'index.json': json({ schemaVersion: 2, manifests: null }) }),
      code: 'NOT_FOUND',
      message: /expected an image, found nothing/,
    },
    {
      name: 'a manifest with other bytes',
      files: () => ({ [blobOf(amd.manifest)]: Buffer.concat([amd.manifest.subarray(1), Buffer.from(' ')]) }),
      code: 'DIGEST_MISMATCH',
      message: /expected digest sha256:/,
    },
    {
      name: 'a config with other bytes',
      files: () => ({ [blobOf(amd.config)]: Buffer.alloc(amd.config.length, ' ') }),
      code: 'DIGEST_MISMATCH',
      message: /blobs\/sha256\//,
    },
  ];
  it.each(changes)('$name', async ({ files, code, message }) => {
    await writeFiles(layout, { ...layoutFiles([amd], [namedManifest(amd, 'v1')]), ...files() });
    await expect(open()).rejects.toMatchObject({ code, message });
  });

  it('tells a layer with other bytes, too many or too few, and one that is missing', async () => {
    const [, packed = Buffer.alloc(0)] = amd.blobs;
    await writeFiles(layout, layoutFiles([amd], [namedManifest(amd, 'v1')]));
    const { images } = await open();
    const layer = images[0]?.layers[0];
    const path = join(layout, blobOf(packed));
    const read = () => readAll(layer?.open() ?? (async function* () {})());
    const changed = Buffer.from(packed);
    changed[20] = (changed[20] ?? 0) ^ 1;
    for (const bytes of [changed, Buffer.concat([packed, packed]), packed.subarray(1)]) {
      await writeFile(path, bytes);
      await expect(read()).rejects.toMatchObject({
        code: 'DIGEST_MISMATCH',
        message: new RegExp(blobOf(packed)),
      });
    }
    await rm(path);
    await expect(read()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('follows links inside the layout only', async () => {
    const [, packed = Buffer.alloc(0)] = amd.blobs;
    await writeFiles(layout, layoutFiles([amd], [namedManifest(amd, 'v1')]));
    const blob = join(layout, blobOf(packed));
    await rm(blob);
    await writeFile(join(layout, 'kept'), packed);
    await symlink('../../kept', blob);
    const inside = (await open()).images[0]?.layers[0];
    expect((await readAll(inside?.open() ?? (async function* () {})())).equals(packed)).toBe(true);
    await rm(blob);
    await writeFile(join(directory.path, 'outside'), packed);
    await symlink('../../../outside', blob);
    const outside = (await open()).images[0]?.layers[0];
    await expect(readAll(outside?.open() ?? (async function* () {})())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('stops at the signal', async () => {
    await writeFiles(layout, layoutFiles([amd], [namedManifest(amd, 'v1')]));
    await expect(open('', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
