/** One image through every source: equal configs and platforms, equal layers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveImages } from '../../src/demo/registry.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { archiveSource } from '../../src/source/archive-source.ts';
import { dockerArchiveSource } from '../../src/source/docker-archive.ts';
import { ociArchiveSource } from '../../src/source/oci-archive.ts';
import { ociLayoutSource } from '../../src/source/oci-layout.ts';
import { registrySource } from '../../src/source/registry.ts';
import type { Source, SourceOptions } from '../../src/source/source.ts';
import { makeTar } from '../support/layer.ts';
import {
  currentFiles,
  layoutFiles,
  legacyFiles,
  namedManifest,
  optionsIn,
  readAll,
  scratch,
  streamOf,
  type TestImage,
  testImage,
  unpacked,
  writeFiles,
} from './fixture.ts';

interface Row {
  readonly name: string;
  readonly source: Source;
  readonly target: string;
  readonly stdin?: string;
  /** Sources that keep a manifest know its digest. */
  readonly hasDigest: boolean;
  /** `docker save` keeps the name. */
  readonly repository?: string;
}

const docker = { repository: 'library/demo' };
const rows: readonly Row[] = [
  { name: 'oci-layout', source: ociLayoutSource, target: 'layout', hasDigest: true },
  { name: 'oci-layout by tag', source: ociLayoutSource, target: 'layout:1.0', hasDigest: true },
  { name: 'oci-archive', source: ociArchiveSource, target: 'oci.tar', hasDigest: true },
  { name: 'oci-archive, gzip', source: ociArchiveSource, target: 'oci.tgz', hasDigest: true },
  { name: 'oci-archive, stdin', source: ociArchiveSource, target: '-', stdin: 'oci.tar', hasDigest: true },
  {
    name: 'docker-archive, legacy',
    source: dockerArchiveSource,
    target: 'legacy.tar',
    hasDigest: false,
    ...docker,
  },
  {
    name: 'docker-archive, by tag',
    source: dockerArchiveSource,
    target: 'legacy.tar:demo:1',
    hasDigest: false,
    ...docker,
  },
  {
    name: 'docker-archive, current',
    source: dockerArchiveSource,
    target: 'current.tar',
    hasDigest: true,
    ...docker,
  },
  {
    name: 'docker-archive, gzip',
    source: dockerArchiveSource,
    target: 'legacy.tgz',
    hasDigest: false,
    ...docker,
  },
  {
    name: 'docker-archive, stdin',
    source: dockerArchiveSource,
    target: '-',
    stdin: 'current.tar',
    hasDigest: true,
    ...docker,
  },
  {
    name: 'archive told by content: docker',
    source: archiveSource,
    target: 'legacy.tgz',
    hasDigest: false,
    ...docker,
  },
  {
    name: 'archive told by content: oci',
    source: archiveSource,
    target: '-',
    stdin: 'oci.tgz',
    hasDigest: true,
  },
];

describe('every source gives the same image', () => {
  let image: TestImage;
  let directory: { readonly path: string; remove(): Promise<void> };
  let files: Record<string, Buffer>;
  let options: SourceOptions;

  beforeAll(async () => {
    image = await testImage();
    directory = await scratch();
    options = optionsIn(directory.path);
    const layout = layoutFiles([image], [namedManifest(image, '1.0')]);
    const [oci, legacy, current] = [
      await makeTar(layout),
      await makeTar(legacyFiles(image)),
      await makeTar(currentFiles(image)),
    ];
    files = { 'oci.tar': oci, 'legacy.tar': legacy, 'current.tar': current };
    files['oci.tgz'] = gzipSync(oci);
    files['legacy.tgz'] = gzipSync(legacy);
    for (const [name, bytes] of Object.entries(files)) await writeFile(join(directory.path, name), bytes);
    await writeFiles(join(directory.path, 'layout'), layout);
  });
  afterAll(() => directory.remove());

  it.each(rows)('$name', async ({ source, target, stdin, ...expected }) => {
    const input = stdin === undefined ? {} : { stdin: streamOf(files[stdin] ?? Buffer.alloc(0)) };
    const at = target === '-' ? target : join(directory.path, target);
    await check(source, at, { ...options, ...input }, expected);
  });

  it('registry', async () => {
    const manifest = { mediaType: mediaTypes.ociManifest, bytes: image.manifest, tags: ['1'] };
    const registry = await serveImages([{ repository: 'demo', manifests: [manifest], blobs: image.blobs }]);
    try {
      const source = registrySource({ environment: {} });
      await check(source, `${registry.host}/demo:1`, options, { hasDigest: true, repository: 'demo' });
    } finally {
      await registry.close();
    }
  });

  async function check(
    source: Source,
    target: string,
    sourceOptions: SourceOptions,
    { hasDigest, repository }: Pick<Row, 'hasDigest' | 'repository'>,
  ): Promise<void> {
    const opened = await source.open(target, sourceOptions);
    try {
      expect(opened.images).toHaveLength(1);
      expect(opened.warnings).toEqual([]);
      const [found] = opened.images;
      expect(found?.platform).toEqual({ os: 'linux', architecture: 'amd64' });
      expect(found?.config.user).toBe('1000');
      expect(found?.config.cmd).toEqual(['/app/main']);
      expect(found?.config.labels).toEqual({ maker: 'test' });
      expect(found?.config.history.map((step) => step.emptyLayer)).toEqual([false, true, false]);
      expect(found?.digest !== undefined).toBe(hasDigest);
      expect(found?.reference?.repository).toBe(repository);
      expect(found?.layers.map((layer) => layer.diffId)).toEqual(image.tars.map(digestOf));
      for (const [index, layer] of (found?.layers ?? []).entries()) {
        const stored = await readAll(layer.open());
        expect(layer.compressedBytes).toBe(stored.length);
        expect(digestOf(unpacked(stored))).toBe(layer.diffId);
        expect(unpacked(stored).equals(image.tars[index] ?? Buffer.alloc(0))).toBe(true);
        // As often as needed.
        expect((await readAll(layer.open())).equals(stored)).toBe(true);
      }
    } finally {
      await opened.close();
      await opened.close();
    }
  }
});
