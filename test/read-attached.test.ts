import { describe, expect, it } from 'vitest';
import { ImgscanError } from '../src/errors.ts';
import type { AttachedDocument, Digest, Image } from '../src/model/image.ts';
import { readAttachedSboms } from '../src/read-attached.ts';
import { makeConfig } from './footprint/facts.ts';
import { cycloneDxOf } from './support/attached.ts';
import { failureOf } from './support/failure.ts';

const of: Digest = `sha256:${'0'.repeat(64)}`;
const documentOf = (digit: string, read: () => Promise<Uint8Array>): AttachedDocument => ({
  digest: `sha256:${digit.repeat(64)}`,
  mediaType: 'application/vnd.cyclonedx+json',
  read,
});
const bomOf = (count: number) => async () =>
  Buffer.from(JSON.stringify(cycloneDxOf(Array.from({ length: count }, (_, index) => `pkg:npm/p@${index}`))));

const imageWith = (documents: readonly AttachedDocument[], problems: readonly string[] = []): Image => ({
  name: 'image',
  digest: of,
  platform: { os: 'linux', architecture: 'amd64' },
  config: makeConfig(),
  layers: [],
  findAttached: async () => ({ documents, problems }),
});

describe('SBOMs beside an image', () => {
  it('are read one after the other, and what goes wrong is a warning each', async () => {
    const fails = async () => {
      throw new ImgscanError('NETWORK', 'the connection broke');
    };
    const { packages, warnings } = await readAttachedSboms(
      imageWith(
        [
          documentOf('1', bomOf(2)),
          documentOf('2', fails),
          documentOf('3', async () => Buffer.from('{}')),
          documentOf('4', bomOf(1)),
        ],
        ['the list was not had'],
      ),
    );
    expect(packages.map(({ attachedSbom }) => attachedSbom[7])).toEqual(['1', '1', '4']);
    expect(warnings.map(({ code, message }) => [code, message.replace(/([0-9])\1{63}/, '$1')])).toEqual([
      ['SBOM_UNREADABLE', 'the list was not had'],
      ['SBOM_UNREADABLE', 'SBOM sha256:2 attached to the image: the connection broke'],
      ['SBOM_UNREADABLE', expect.stringMatching(/^SBOM sha256:3 .*: expected CycloneDX/)],
    ]);
  });

  it('tell a bounded number of packages', async () => {
    const { packages, warnings } = await readAttachedSboms(
      imageWith([documentOf('1', bomOf(60_000)), documentOf('2', bomOf(60_000))]),
    );
    expect(packages).toHaveLength(100_000);
    expect(warnings).toMatchObject([
      { message: expect.stringMatching(/20000 of its packages are too many/) },
    ]);
  });

  it('are none where the source keeps none, and end with the scan', async () => {
    const { findAttached, ...bare } = imageWith([]);
    expect(await readAttachedSboms(bare)).toEqual({ packages: [], warnings: [] });
    const aborted = documentOf('1', async () => {
      throw new ImgscanError('ABORTED', 'aborted');
    });
    expect(await failureOf(() => readAttachedSboms(imageWith([aborted])))).toMatchObject({ code: 'ABORTED' });
  });
});
