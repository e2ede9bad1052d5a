import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { type Descriptor, decodeManifest } from '../../src/oci/manifest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { formatPlatform, parsePlatform } from '../../src/oci/platform.ts';
import { selectImages } from '../../src/oci/select.ts';
import { failureOf } from '../support/failure.ts';
import { describeBytes, jsonBytes, type MadeImage, makeImage, makeIndex } from '../support/image.ts';

const amd64 = makeImage({ architecture: 'amd64' });
const arm64 = makeImage({ architecture: 'arm64', variant: 'v8' });
const armv6 = makeImage({ architecture: 'arm', variant: 'v6' });
const armv7 = makeImage({ architecture: 'arm', variant: 'v7' });
const chart = makeImage({ configMediaType: 'application/vnd.cncf.helm.config.v1+json' });

const entry = (image: MadeImage, platform: string | undefined, annotations: Record<string, string> = {}) => {
  const [os, architecture, variant] = platform?.split('/') ?? [];
  return {
    ...image.descriptor,
    annotations,
    ...(platform === undefined ? {} : { platform: { os, architecture, variant } }),
  };
};
const attestation = entry(makeImage({ layerMediaType: 'application/vnd.in-toto+json' }), 'unknown/unknown', {
  'vnd.docker.reference.type': 'attestation-manifest',
});
const indexEntry = (bytes: Uint8Array) => describeBytes(bytes, mediaTypes.ociIndex);

/** Selects from a root document; `stored` are further documents by content. */
async function select(root: Uint8Array, platform: string, stored: readonly Uint8Array[] = []) {
  const contents = new Map(
    [amd64, arm64, armv6, armv7, chart]
      .flatMap(({ manifest, config }) => [manifest, config])
      .concat(stored.map((bytes) => Buffer.from(bytes)))
      .map((bytes) => [digestOf(bytes), bytes]),
  );
  const reads: string[] = [];
  const descriptor: Descriptor = {
    mediaType: '',
    digest: digestOf(root),
    sizeBytes: root.length,
    urls: [],
    annotations: {},
  };
  const selection = await selectImages(
    { descriptor, manifest: decodeManifest(root, ''), subject: 'app:1' },
    platform === 'all' ? 'all' : parsePlatform(platform),
    async ({ digest }, kind) => {
      reads.push(kind);
      const bytes = contents.get(digest);
      if (bytes === undefined) throw new Error(`unexpected read of ${digest}`);
      return bytes;
    },
  );
  const platforms = selection.images.map(({ decoded }) => formatPlatform(decoded.platform));
  return {
    platforms,
    digests: selection.images.map((image) => image.descriptor.digest),
    warnings: selection.warnings,
    reads,
  };
}

const index = makeIndex([
  attestation,
  entry(amd64, 'linux/amd64'),
  entry(armv6, 'linux/arm/v6'),
  entry(armv7, 'linux/arm/v7'),
  entry(arm64, 'linux/arm64/v8'),
]);

describe('selectImages from an index', () => {
  const rows: readonly (readonly [string, readonly MadeImage[]])[] = [
    ['linux/amd64', [amd64]],
    ['linux/arm64', [arm64]],
    ['linux/arm', [armv7]],
    ['linux/arm/v8', [armv7]],
    ['linux/arm/v6', [armv6]],
    ['all', [amd64, armv6, armv7, arm64]],
  ];
  for (const [platform, images] of rows) {
    it(platform, async () => {
      const { digests, warnings, reads } = await select(index, platform);
      expect(digests).toEqual(images.map(({ digest }) => digest));
      expect(warnings).toEqual([]);
      expect(reads).toHaveLength(images.length * 2);
    });
  }

  it('lists what there is', async () => {
    const error = await failureOf(() => select(index, 'linux/s390x'));
    expect(error.code).toBe('PLATFORM_NOT_FOUND');
    expect(error.message).toBe(
      'app:1: expected an image for linux/s390x, found linux/amd64, linux/arm/v6, linux/arm/v7, linux/arm64/v8',
    );
    expect(error.hint).toContain('--platform linux/amd64');
  });

  it('says when there is nothing at all', async () => {
    const error = await failureOf(() => select(makeIndex([attestation]), 'linux/amd64'));
    expect(error).toMatchObject({ code: 'PLATFORM_NOT_FOUND' });
    expect(error.message).toContain('no image at all');
    expect((await failureOf(() => select(makeIndex([attestation]), 'all'))).code).toBe(
      'MEDIA_TYPE_UNSUPPORTED',
    );
  });

  it('asks the config of an entry that does not say its platform', async () => {
    const silent = makeIndex([entry(amd64, undefined), entry(arm64, undefined)]);
    expect((await select(silent, 'linux/arm64')).digests).toEqual([arm64.digest]);
    expect((await failureOf(() => select(silent, 'linux/s390x'))).message).toContain(
      'linux/amd64, linux/arm64/v8',
    );
  });

  it('passes over what is no image when all are asked for, and says so', async () => {
    const { digests, warnings } = await select(
      makeIndex([entry(chart, undefined), entry(amd64, 'linux/amd64')]),
      'all',
    );
    expect(digests).toEqual([amd64.digest]);
    expect(warnings).toMatchObject([{ code: 'MANIFEST_SKIPPED' }]);
    expect(warnings[0]?.message).toContain('a Helm chart');
  });
});

describe('selectImages from nested indexes', () => {
  const nest = (depth: number): readonly Buffer[] => {
    const levels = [makeIndex([entry(arm64, 'linux/arm64')])];
    for (let level = 1; level < depth; level++)
      levels.unshift(makeIndex([indexEntry(levels[0] ?? Buffer.alloc(0))]));
    return levels;
  };
  it('goes down four levels', async () => {
    const [root = Buffer.alloc(0), ...rest] = nest(4);
    expect((await select(root, 'linux/arm64', rest)).digests).toEqual([arm64.digest]);
  });
  it('and no further', async () => {
    const [root = Buffer.alloc(0), ...rest] = nest(5);
    expect((await failureOf(() => select(root, 'linux/arm64', rest))).code).toBe('LIMIT_EXCEEDED');
  });
  it('counts entries over all levels', async () => {
    const leaf = makeIndex(Array.from({ length: 100 }, () => entry(amd64, 'linux/amd64')));
    const root = makeIndex(Array.from({ length: 100 }, () => indexEntry(leaf)));
    expect((await failureOf(() => select(root, 'linux/amd64', [leaf]))).code).toBe('LIMIT_EXCEEDED');
  });
});

describe('selectImages from a single manifest', () => {
  it('takes it, with a warning when it is made for another platform', async () => {
    const { platforms, warnings } = await select(arm64.manifest, 'linux/amd64');
    expect(platforms).toEqual(['linux/arm64/v8']);
    expect(warnings).toMatchObject([{ code: 'PLATFORM_MISMATCH' }]);
    expect((await select(arm64.manifest, 'all')).warnings).toEqual([]);
    expect((await select(arm64.manifest, 'arm64')).warnings).toEqual([]);
  });
  it('refuses a count of diffIDs that is not the count of layers', async () => {
    const made = makeImage({
      config: { rootfs: { diff_ids: [digestOf(Buffer.from('a')), digestOf(Buffer.from('b'))] } },
    });
    const error = await failureOf(() => select(made.manifest, 'linux/amd64', [made.config]));
    expect(error.message).toContain('2 diffIDs for 1 layers');
  });
  it('names what is no image', async () => {
    expect((await failureOf(() => select(chart.manifest, 'linux/amd64'))).message).toContain('a Helm chart');
    expect((await failureOf(() => select(jsonBytes({ schemaVersion: 1 }), 'all'))).message).toContain(
      'schema 1',
    );
  });
});
