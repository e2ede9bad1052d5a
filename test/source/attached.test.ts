/** What is kept beside an image, by every way that registries and layouts have for it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningRegistry, type ServedManifest, serveImages } from '../../src/demo/registry.ts';
import type { Attached } from '../../src/model/image.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { attachedTags } from '../../src/source/attached-tags.ts';
import { ociLayoutSource } from '../../src/source/oci-layout.ts';
import { registrySource } from '../../src/source/registry.ts';
import {
  cycloneDxOf,
  envelopeOf,
  type MadeArtifact,
  makeArtifact,
  spdxOf,
  statementOf,
} from '../support/attached.ts';
import { makeImage, makeIndex } from '../support/image.ts';
import { amd64, blobOf, json, optionsIn, scratch, writeFiles } from './fixture.ts';

const image = makeImage();
const other = makeImage({ architecture: 'arm64' });
const purl = 'pkg:npm/left-pad@1.3.0';
const bom = cycloneDxOf([purl]);
const statement = statementOf(spdxOf([purl]), image.digest);
const inToto = 'application/vnd.in-toto+json';
const spdxNote = { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' };

const referrer = makeArtifact(bom, {
  mediaType: 'application/vnd.cyclonedx+json',
  artifactType: 'application/vnd.cyclonedx+json',
  subject: image.digest,
});
/** As attached without a type for the file. */
const untyped = makeArtifact(spdxOf([purl]), {
  mediaType: 'application/vnd.oci.image.layer.v1.tar',
  artifactType: 'application/spdx+json',
  subject: image.digest,
});
const signature = makeArtifact(
  {},
  {
    mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
    artifactType: 'application/vnd.dev.cosign.artifact.sig.v1+json',
    subject: image.digest,
  },
);
const buildKit = makeArtifact(statement, {
  mediaType: inToto,
  annotations: spdxNote,
  configMediaType: mediaTypes.ociConfig,
});
const provenance = makeArtifact(
  {},
  { mediaType: inToto, annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' } },
);
const cosign = makeArtifact(envelopeOf(statement), {
  mediaType: 'application/vnd.dsse.envelope.v1+json',
  annotations: { predicateType: 'https://spdx.dev/Document' },
  configMediaType: mediaTypes.ociConfig,
});

const manifestOf = ({ manifest }: { readonly manifest: Buffer }, ...tags: string[]): ServedManifest => ({
  mediaType: mediaTypes.ociManifest,
  bytes: manifest,
  tags,
});
const attestation = (artifact: MadeArtifact, of: string) => ({
  ...artifact.descriptor,
  platform: { os: 'unknown', architecture: 'unknown' },
  annotations: {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': of,
  },
});
const index = makeIndex([
  { ...image.descriptor, platform: amd64 },
  { ...other.descriptor, platform: { os: 'linux', architecture: 'arm64' } },
  attestation(buildKit, image.digest),
  attestation(provenance, image.digest),
  attestation(cosign, other.digest),
]);

describe('in a registry', () => {
  let registry: RunningRegistry | undefined;
  let requests: string[] = [];
  beforeEach(() => {
    requests = [];
  });
  afterEach(() => registry?.close());

  /** `refuse`: the status of the list of referrers; `pages`: what it has, page by page, where the registry does not make it. */
  async function find(
    manifests: readonly ServedManifest[],
    artifacts: readonly MadeArtifact[],
    refuse?: number,
    pages: readonly Buffer[] = [],
  ): Promise<Attached> {
    const blobs = [...artifacts.flatMap((artifact) => artifact.blobs), image.config, other.config];
    registry = await serveImages([{ repository: 'app', manifests, blobs: [...blobs, ...image.layers] }], {
      intercept(request, response) {
        requests.push(request.url ?? '');
        if (!request.url?.includes('/referrers/')) return false;
        const number = Number(new URL(request.url, 'http://x').searchParams.get('page'));
        const page = pages[number];
        if (page !== undefined) {
          const next = number + 1 < pages.length ? { link: `<?page=${number + 1}>; rel="next"` } : {};
          response.writeHead(200, { 'content-type': mediaTypes.ociIndex, ...next }).end(page);
          return true;
        }
        if (refuse === undefined) return false;
        response.writeHead(refuse).end();
        return true;
      },
    });
    const source = registrySource({ environment: {}, certificateDirectories: [] });
    const opened = await source.open(`${registry.host}/app`, { platform: amd64, spoolDirectory: '/nowhere' });
    requests = [];
    const found = await opened.images[0]?.findAttached?.();
    for (const document of found?.documents ?? []) await document.read();
    await opened.close();
    return found ?? { documents: [], problems: ['nothing was looked for'] };
  }
  const digests = ({ documents }: Attached) => documents.map(({ digest }) => digest);
  const documentOf = ({ blobs }: MadeArtifact) =>
    blobOf(blobs[0] ?? Buffer.alloc(0)).replace(/^blobs\/sha256\//, 'sha256:');

  it('what refers to the manifest, of the types that may be SBOMs', async () => {
    const found = await find(
      [manifestOf(image, 'latest'), manifestOf(referrer), manifestOf(untyped), manifestOf(signature)],
      [referrer, untyped, signature],
    );
    expect(found.problems).toEqual([]);
    expect(digests(found)).toEqual([documentOf(referrer), documentOf(untyped)]);
    expect(requests.filter((path) => path.includes(signature.digest))).toEqual([]);
  });

  it('all pages of the list, as far as they are bounded', async () => {
    const page = (made: MadeArtifact) =>
      makeIndex([{ ...made.descriptor, artifactType: 'application/vnd.cyclonedx+json' }]);
    const manifests = [manifestOf(image, 'latest'), manifestOf(referrer), manifestOf(untyped)];
    const found = await find(manifests, [referrer, untyped], undefined, [page(referrer), page(untyped)]);
    expect(found.problems).toEqual([]);
    expect(digests(found)).toEqual([documentOf(referrer), documentOf(untyped)]);
    const endless = Array.from({ length: 30 }, () => page(referrer));
    await find([manifestOf(image, 'latest'), manifestOf(referrer)], [referrer], undefined, endless);
    expect(requests.filter((path) => path.includes('/referrers/'))).toHaveLength(20);
  });

  it('nothing costs one request', async () => {
    expect(await find([manifestOf(image, 'latest')], [])).toEqual({ documents: [], problems: [] });
    expect(requests).toEqual([`/v2/app/referrers/${image.digest}`]);
  });

  it('attestations of the image in its index, not those of the others', async () => {
    const indexed = { mediaType: mediaTypes.ociIndex, bytes: index, tags: ['latest'] };
    const manifests = [image, other, buildKit, provenance, cosign].map((made) => manifestOf(made));
    const found = await find([indexed, ...manifests], [buildKit, provenance, cosign]);
    expect(found.problems).toEqual([]);
    expect(digests(found)).toEqual([documentOf(buildKit)]);
  });

  it.each([404, 405, 403])('tags where the list is answered with %i', async (status) => {
    const tags = attachedTags(image.digest);
    const listed = makeIndex([{ ...referrer.descriptor, artifactType: 'application/vnd.cyclonedx+json' }]);
    const found = await find(
      [
        manifestOf(image, 'latest'),
        manifestOf(referrer),
        { mediaType: mediaTypes.ociIndex, bytes: listed, tags: [tags.index] },
        manifestOf(cosign, tags.direct[0] ?? ''),
      ],
      [referrer, cosign],
      status,
    );
    expect(found.problems).toEqual([]);
    expect(digests(found)).toEqual([documentOf(referrer), documentOf(cosign)]);
  });

  it('a failure is a problem, and the rest is found', async () => {
    const indexed = { mediaType: mediaTypes.ociIndex, bytes: index, tags: ['latest'] };
    const manifests = [image, other, buildKit].map((made) => manifestOf(made));
    const found = await find([indexed, ...manifests], [buildKit], 500);
    expect(digests(found)).toEqual([documentOf(buildKit)]);
    // The list of referrers, and the manifest of the provenance, which is gone.
    expect(found.problems).toEqual([
      expect.stringMatching(/was not looked at: .*HTTP 500/),
      expect.stringMatching(new RegExp(`^attachment ${provenance.digest} of .*HTTP 404`)),
    ]);
  });

  it('no more than a bounded number', async () => {
    const many = Array.from({ length: 40 }, (_, number) =>
      makeArtifact(cycloneDxOf([`pkg:npm/a@${number}`]), {
        mediaType: 'application/vnd.cyclonedx+json',
        artifactType: 'application/vnd.cyclonedx+json',
        subject: image.digest,
      }),
    );
    const found = await find([manifestOf(image, 'latest'), ...many.map((made) => manifestOf(made))], many);
    expect(found.documents).toHaveLength(16);
    expect(found.problems).toEqual([expect.stringMatching(/24 were passed over/)]);
  });
});

describe('in a layout', () => {
  it('artifacts that refer to the image or are named after it; the image stays the one that is meant', async () => {
    const directory = await scratch();
    const strange = makeArtifact(bom, {
      mediaType: 'application/vnd.cyclonedx+json',
      artifactType: 'application/vnd.cyclonedx+json',
      subject: other.digest,
    });
    const [attTag = ''] = attachedTags(image.digest).direct;
    const blobs = [image.manifest, image.config, ...image.layers].concat(
      [referrer, strange, cosign].flatMap(({ manifest, blobs: own }) => [manifest, ...own]),
    );
    const named = { annotations: { 'org.opencontainers.image.ref.name': attTag } };
    const ofType = { artifactType: 'application/vnd.cyclonedx+json' };
    await writeFiles(directory.path, {
      'oci-layout': json({ imageLayoutVersion: '1.0.0' }),
      'index.json': json({
        schemaVersion: 2,
        manifests: [
          image.descriptor,
          { ...referrer.descriptor, ...ofType },
          { ...strange.descriptor, ...ofType },
          { ...cosign.descriptor, ...named },
        ],
      }),
      ...Object.fromEntries(blobs.map((bytes) => [blobOf(bytes), bytes])),
    });
    const { images } = await ociLayoutSource.open(directory.path, optionsIn(directory.path));
    expect(images.map(({ digest }) => digest)).toEqual([image.digest]);
    const found = await images[0]?.findAttached?.();
    const read = await Promise.all(
      (found?.documents ?? []).map(async (document) => String(await document.read())),
    );
    expect(read).toEqual([referrer, cosign].map(({ blobs: [document] }) => String(document)));
    expect(found?.problems).toEqual([]);
    await directory.remove();
  });
});
