import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../src/model/image.ts';
import { readAttached } from '../../src/sbom/attached.ts';
import { cycloneDxOf, envelopeOf, spdxOf, statementOf } from '../support/attached.ts';
import { jsonBytes } from '../support/image.ts';

const image: Digest = `sha256:${'a'.repeat(64)}`;
const other: Digest = `sha256:${'b'.repeat(64)}`;
const purl = 'pkg:npm/left-pad@1.3.0';
const spdx = spdxOf([purl]);
const names = (value: unknown) =>
  readAttached(jsonBytes(value), image).sbom?.packages.map((found) => found.purl);

describe('what is attached to an image', () => {
  it.each<[what: string, value: unknown]>([
    ['an SPDX document', spdx],
    ['a CycloneDX document', cycloneDxOf([purl])],
    ['a statement', statementOf(spdx, image)],
    ['a statement without a subject', statementOf(spdx)],
    ['a statement of a named version', statementOf(spdx, image, 'https://spdx.dev/Document/v2.3')],
    ['CycloneDX in a statement', statementOf(cycloneDxOf([purl]), image, 'https://cyclonedx.org/bom')],
    ['a signed statement', envelopeOf(statementOf(spdx, image))],
    [
      'a bundle',
      {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        dsseEnvelope: envelopeOf(statementOf(spdx, image)),
      },
    ],
    ['a document one level deeper', envelopeOf(statementOf({ Data: spdx, Timestamp: '' }, image))],
    ['its text there', envelopeOf(statementOf({ Data: JSON.stringify(spdx) }, image))],
    ['its text as the predicate', statementOf(JSON.stringify(spdx), image)],
  ])('%s is read', (_, value) => {
    expect(names(value)).toEqual([purl]);
  });

  it.each<[what: string, value: unknown]>([
    ['provenance', statementOf({ builder: {} }, image, 'https://slsa.dev/provenance/v1')],
    ['the SBOM of a build stage', statementOf(spdxOf([purl], 'sbom-builder'), image)],
  ])('%s is passed over without a word', (_, value) => {
    expect(readAttached(jsonBytes(value), image)).not.toMatchObject({ sbom: {} });
    expect(readAttached(jsonBytes(value), image).problem).toBeUndefined();
  });

  it.each<[what: string, value: unknown, problem: RegExp]>([
    ['a statement about another image', statementOf(spdx, other), /about another image/],
    [
      'a statement whose subjects have no digests',
      { ...statementOf(spdx, image), subject: [{ name: 'x' }, 7, null] },
      /about another image/,
    ],
    ['a statement of no SBOM', statementOf('SPDXVersion: SPDX-2.3', image), /expected CycloneDX/],
    ['an envelope of nothing', { payloadType: 'x', payload: '%%%' }, /expected CycloneDX/],
    ['something else', [1, 2], /expected CycloneDX/],
  ])('%s is a problem', (_, value, problem) => {
    expect(readAttached(jsonBytes(value), image).problem).toMatch(problem);
  });

  it('never throws', () => {
    const text = JSON.stringify(envelopeOf(statementOf(spdx, image)));
    fc.assert(
      fc.property(fc.nat(text.length), fc.string(), (at, inserted) => {
        readAttached(Buffer.from(text.slice(0, at) + inserted + text.slice(at + 1)), image);
      }),
    );
    fc.assert(fc.property(fc.json(), (json) => void readAttached(Buffer.from(json), image)));
  });
});
