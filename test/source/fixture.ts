/** One image of two layers in every shape that sources read: layout files, both `docker save` archives, a registry. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { digestOf } from '../../src/oci/digest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import type { SourceOptions } from '../../src/source/source.ts';
import { type LayerTree, makeTar } from '../support/layer.ts';

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
export const hexOf = (bytes: Uint8Array): string => digestOf(bytes).slice('sha256:'.length);
export const blobOf = (bytes: Uint8Array): string => `blobs/sha256/${hexOf(bytes)}`;

export interface TestImage {
  /** Uncompressed, bottom first. */
  readonly tars: readonly Buffer[];
  readonly config: Buffer;
  /** An OCI manifest over gzip layers. */
  readonly manifest: Buffer;
  readonly blobs: readonly Buffer[];
  readonly platform: { readonly os: string; readonly architecture: string };
}

export async function testImage(architecture = 'amd64'): Promise<TestImage> {
  const tars = [
    await makeTar({ 'etc/os-release': 'ID=debian\n', 'bin/': null, 'bin/sh': 'shell'.repeat(100) }),
    await makeTar({ 'app/main': `program for ${architecture}`, 'etc/.wh.motd': '' }),
  ];
  const packed = tars.map((tar) => gzipSync(tar));
  const config = json({
    os: 'linux',
    architecture,
    config: { User: '1000', Env: ['A=b'], Cmd: ['/app/main'], Labels: { maker: 'test' } },
    rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
    history: [
      { created_by: 'ADD rootfs' },
      { created_by: 'USER 1000', empty_layer: true },
      { created_by: 'COPY' },
    ],
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor(config, mediaTypes.ociConfig),
    layers: packed.map((blob) => descriptor(blob, 'application/vnd.oci.image.layer.v1.tar+gzip')),
  });
  return { tars, config, manifest, blobs: [config, ...packed], platform: { os: 'linux', architecture } };
}

export function descriptor(bytes: Uint8Array, mediaType: string, more: object = {}): object {
  return { mediaType, digest: digestOf(bytes), size: bytes.length, ...more };
}

/** Files of a layout whose index.json has one named entry for each pair. */
export function layoutFiles(
  images: readonly TestImage[],
  entries: readonly object[],
  more: readonly Uint8Array[] = [],
): Record<string, Uint8Array> {
  const blobs = [...images.flatMap(({ manifest, blobs }) => [manifest, ...blobs]), ...more];
  return {
    'oci-layout': json({ imageLayoutVersion: '1.0.0' }),
    'index.json': json({ schemaVersion: 2, manifests: entries }),
    ...Object.fromEntries(blobs.map((bytes) => [blobOf(bytes), bytes])),
  };
}

export function namedManifest(image: TestImage, name?: string, more: object = {}): object {
  const annotations =
    name === undefined ? {} : { annotations: { 'org.opencontainers.image.ref.name': name } };
  return descriptor(image.manifest, mediaTypes.ociManifest, { ...annotations, ...more });
}

/** The shape of Docker before 25: a directory a layer, equal layers linked, the config named after its digest. */
export function legacyFiles(image: TestImage, tags: readonly string[] | null = ['demo:1']): LayerTree {
  const config = `${hexOf(image.config)}.json`;
  return {
    'one/layer.tar': image.tars[0] ?? Buffer.alloc(0),
    'one/VERSION': '1.0',
    'two/layer.tar': image.tars[1] ?? Buffer.alloc(0),
    'again/layer.tar': { type: 'symlink', linkname: '../two/layer.tar' },
    [config]: image.config,
    'manifest.json': json([{ Config: config, RepoTags: tags, Layers: ['one/layer.tar', 'again/layer.tar'] }]),
    repositories: json({ demo: { 1: 'two' } }),
  };
}

/** The shape of Docker 25 and later without containerd's store: blobs by digest, layers uncompressed, an index beside. */
export function currentFiles(image: TestImage, name = 'docker.io/library/demo:1'): LayerTree {
  const manifest = json({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptor(image.config, mediaTypes.ociConfig),
    layers: image.tars.map((tar) => descriptor(tar, 'application/vnd.oci.image.layer.v1.tar')),
  });
  const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': '1' };
  return {
    ...Object.fromEntries([image.config, manifest, ...image.tars].map((bytes) => [blobOf(bytes), bytes])),
    'oci-layout': json({ imageLayoutVersion: '1.0.0' }),
    'index.json': json({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [descriptor(manifest, mediaTypes.ociManifest, { annotations })],
    }),
    'manifest.json': json([
      { Config: blobOf(image.config), RepoTags: ['demo:1'], Layers: image.tars.map(blobOf) },
    ]),
  };
}

/** A directory of the test's own, and a way to be rid of it. */
export async function scratch(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'imgscan-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export async function writeFiles(directory: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), bytes);
  }
}

export const amd64 = { os: 'linux', architecture: 'amd64' } as const;

export function optionsIn(spoolDirectory: string, more: Partial<SourceOptions> = {}): SourceOptions {
  return { platform: amd64, spoolDirectory, ...more };
}

export async function readAll(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** The tar in stored bytes. */
export function unpacked(stored: Buffer): Buffer {
  return stored[0] === 0x1f && stored[1] === 0x8b ? gunzipSync(stored) : stored;
}

export async function* streamOf(bytes: Uint8Array, chunkBytes = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}
