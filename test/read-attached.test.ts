import { describe, expect, it } from 'vitest';
import { ImgscanError } from '../src/errors.ts';
import type { AttachedDocument, Digest, Image } from '../src/model/image.ts';
import { readAttachedDocuments } from '../src/read-attached.ts';
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
    const { packages, warnings } = await readAttachedDocuments(
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
      ['SBOM_UNREADABLE', 'sha256:2 attached to the image: the connection broke'],
      ['SBOM_UNREADABLE', expect.stringMatching(/^sha256:3 .*: expected CycloneDX/)],
    ]);
  });

  it('may be VEX documents, bare or as a statement’s predicate, whose products may be left to the image', async () => {
    const statement = { vulnerability: { name: 'CVE-1' }, status: 'not_affected' };
    const openVex = { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [statement] };
    const inToto = (digest: string) => ({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://openvex.dev/ns/v0.2.0',
      subject: [{ name: 'image', digest: { sha256: digest } }],
      predicate: openVex,
    });
    const values = [openVex, inToto('0'.repeat(64)), inToto('f'.repeat(64))];
    const documents = values.map((value, index) =>
      documentOf(`${index + 1}`, async () => Buffer.from(JSON.stringify(value))),
    );
    const { packages, vex, warnings } = await readAttachedDocuments(imageWith(documents));
    expect({ packages, warnings }).toEqual({ packages: [], warnings: [] });
    expect(vex.map(({ name }) => name.slice(7, 8))).toEqual(['1', '2']);
    expect(vex[0]?.statements).toMatchObject([
      { names: ['CVE-1'], products: [{ digests: [of], parts: [] }] },
    ]);
  });

  it('tell a bounded number of packages', async () => {
    const { packages, warnings } = await readAttachedDocuments(
      imageWith([documentOf('1', bomOf(60_000)), documentOf('2', bomOf(60_000))]),
    );
    expect(packages).toHaveLength(100_000);
    expect(warnings).toMatchObject([
      { message: expect.stringMatching(/20000 of its packages are too many/) },
    ]);
  });

  it('are none where the source keeps none, and end with the scan', async () => {
    const { findAttached, ...bare } = imageWith([]);
    expect(await readAttachedDocuments(bare)).toEqual({ packages: [], vex: [], warnings: [] });
    const aborted = documentOf('1', async () => {
      throw new ImgscanError('ABORTED', 'aborted');
    });
    expect(await failureOf(() => readAttachedDocuments(imageWith([aborted])))).toMatchObject({
      code: 'ABORTED',
    });
  });
});
