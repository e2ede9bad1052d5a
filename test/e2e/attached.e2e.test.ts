/** SBOMs and VEX beside an image: in Docker's registry server, which lists no referrers, and in a layout that skopeo copied. */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Package } from '../../src/model/package.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { attachedTags } from '../../src/source/attached-tags.ts';
import { cycloneDxOf, envelopeOf, makeArtifact, spdxOf, statementOf } from '../support/attached.ts';
import { makeImage, makeIndex } from '../support/image.ts';
import { makeTar } from '../support/layer.ts';
import { scan } from './support/imgscan.ts';
import { tool } from './support/tool.ts';
import { startRegistry } from './support/workshop.ts';

let work: string;
let server: ChildProcess;
let host: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'imgscan-attached-'));
  ({ process: server, host } = await startRegistry(work));
});
afterAll(async () => {
  server.kill();
  await rm(work, { recursive: true, force: true });
});

async function send(method: string, path: string, body?: Uint8Array, type?: string): Promise<Response> {
  const response = await fetch(new URL(path, `http://${host}`), {
    method,
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
    ...(type === undefined ? {} : { headers: { 'content-type': type } }),
  });
  expect({ path, ok: response.ok }).toEqual({ path, ok: true });
  return response;
}

/** What a client without a library does. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push */
async function push(
  manifest: Uint8Array,
  reference: string,
  blobs: readonly Uint8Array[],
  type: string = mediaTypes.ociManifest,
): Promise<void> {
  for (const blob of blobs) {
    const started = await send('POST', '/v2/app/blobs/uploads/');
    const upload = new URL(started.headers.get('location') ?? '', `http://${host}`);
    upload.searchParams.set('digest', digestOf(blob));
    await send('PUT', upload.href, blob, 'application/octet-stream');
  }
  await send('PUT', `/v2/app/manifests/${reference}`, manifest, type);
}

async function makeNodeImage(createdBy: string) {
  const tar = await makeTar({
    'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
    'app/node_modules/left-pad/package.json': '{"name":"left-pad","version":"1.3.0"}',
  });
  return makeImage({ contents: [tar], config: { history: [{ created_by: createdBy }] } });
}

const label = ({ purl, attachedSbom, path }: Package) => ({ purl, attachedSbom, path });
const shown = { purl: 'pkg:npm/left-pad@1.3.0', path: 'app/node_modules/left-pad/package.json' };

it('referrers by the fallback tag, and what cosign attaches by its own', async () => {
  const image = await makeNodeImage('COPY one /');
  await push(image.manifest, 'latest', [image.config, ...image.layers]);
  const bom = makeArtifact(cycloneDxOf([shown.purl, 'pkg:npm/bundled@2.0.0']), {
    mediaType: 'application/vnd.cyclonedx+json',
    artifactType: 'application/vnd.cyclonedx+json',
    subject: image.digest,
  });
  await push(bom.manifest, bom.digest, bom.blobs);
  const tags = attachedTags(image.digest);
  const listed = makeIndex([{ ...bom.descriptor, artifactType: 'application/vnd.cyclonedx+json' }]);
  await push(listed, tags.index, [], mediaTypes.ociIndex);
  const document = spdxOf(['pkg:npm/bundled@2.0.0', 'pkg:generic/hand-made@7']);
  const cosign = makeArtifact(envelopeOf(statementOf(document, image.digest)), {
    mediaType: 'application/vnd.dsse.envelope.v1+json',
    configMediaType: mediaTypes.ociConfig,
  });
  await push(cosign.manifest, tags.direct[0] ?? '', cosign.blobs);

  const report = await scan(`${host}/app:latest`);
  const digestOfDocument = ({ blobs: [bytes] }: typeof bom) => digestOf(bytes ?? new Uint8Array());
  expect(report.warnings).toEqual([]);
  expect(report.packages.map(label)).toEqual([
    { purl: 'pkg:generic/hand-made@7', attachedSbom: digestOfDocument(cosign), path: '' },
    { purl: 'pkg:npm/bundled@2.0.0', attachedSbom: digestOfDocument(bom), path: '' },
    { ...shown, attachedSbom: undefined },
  ]);
  expect(report.suppressed?.map(({ package: { purl }, reason }) => [purl, reason])).toEqual([
    ['pkg:npm/bundled@2.0.0', 'another SBOM tells it as well'],
    [shown.purl, 'an SBOM tells it, and npm found it in the image'],
  ]);
});

it('attestations of an index in the registry, and in the layout that skopeo makes of it', async () => {
  const image = await makeNodeImage('COPY two /');
  const inToto = {
    mediaType: 'application/vnd.in-toto+json',
    annotations: { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
    configMediaType: mediaTypes.ociConfig,
    config: Buffer.from(
      '{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":[]}}',
    ),
  };
  const statement = makeArtifact(statementOf(spdxOf(['pkg:npm/built-in@3.1.4']), image.digest), inToto);
  await push(image.manifest, image.digest, [image.config, ...image.layers]);
  await push(statement.manifest, statement.digest, statement.blobs);
  const index = makeIndex([
    { ...image.descriptor, platform: { os: 'linux', architecture: 'amd64' } },
    {
      ...statement.descriptor,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': image.digest,
      },
    },
  ]);
  await push(index, 'built', [], mediaTypes.ociIndex);
  const layout = join(work, 'layout');
  await writeFile(join(work, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}');
  await tool('skopeo', [
    `--policy=${join(work, 'policy.json')}`,
    'copy',
    '--all',
    '--src-tls-verify=false',
    `docker://${host}/app:built`,
    `oci:${layout}:built`,
  ]);
  for (const target of [`${host}/app:built`, `oci-layout:${layout}`]) {
    const report = await scan(target, '--platform', 'linux/amd64');
    expect(report.warnings).toEqual([]);
    expect(report.packages.map(({ purl }) => purl)).toEqual(['pkg:npm/built-in@3.1.4', shown.purl]);
  }
});

it('OpenVEX that cosign attests takes a finding out, and the report says whose word it is', async () => {
  const tar = await makeTar({
    'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
    'var/lib/dpkg/status':
      'Package: libexpat1\nStatus: install ok installed\nArchitecture: amd64\nSource: expat\nVersion: 2.5.0-1\n',
  });
  const image = await makeImage({ contents: [tar], config: { history: [{ created_by: 'COPY three /' }] } });
  await push(image.manifest, 'vex', [image.config, ...image.layers]);
  const id = 'CVE-2024-45491';
  expect((await scan(`${host}/app:vex`)).findings.map((finding) => finding.id)).toContain(id);

  const statement = {
    vulnerability: { name: id },
    products: [
      { '@id': `pkg:oci/app@${image.digest}`, subcomponents: [{ '@id': 'pkg:deb/debian/libexpat1' }] },
    ],
    status: 'not_affected',
    justification: 'vulnerable_code_not_in_execute_path',
  };
  const openVex = { '@context': 'https://openvex.dev/ns/v0.2.0', statements: [statement] };
  const attested = statementOf(openVex, image.digest, 'https://openvex.dev/ns/v0.2.0');
  const cosign = makeArtifact(envelopeOf(attested), {
    mediaType: 'application/vnd.dsse.envelope.v1+json',
    configMediaType: mediaTypes.ociConfig,
    annotations: { predicateType: 'https://openvex.dev/ns/v0.2.0' },
  });
  await push(cosign.manifest, attachedTags(image.digest).direct[0] ?? '', cosign.blobs);
  const report = await scan(`${host}/app:vex`);
  expect(report.warnings).toEqual([]);
  expect(report.findings.map((finding) => finding.id)).not.toContain(id);
  expect(report.suppressedFindings).toMatchObject([
    {
      finding: { id },
      suppression: { by: 'vex', origin: expect.stringMatching(/^sha256:.* attached to the image/) },
    },
  ]);
});
