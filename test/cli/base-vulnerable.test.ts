/** What `imgscan dockerfile` says of vulnerabilities in a base, by what a scan or an SBOM beside the base tells. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeDemoImage } from '../../src/demo/image.ts';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { makeArtifact, spdxOf } from '../support/attached.ts';
import { makeImage, makeIndex, serveImage } from '../support/image.ts';
import { type Home, makeHome } from './harness.ts';

const old = makeImage({ contents: ['old'] });
const young = makeImage({ contents: ['young'] });
const spdx = 'application/spdx+json';
const log4j = (version: string) =>
  spdxOf([`pkg:maven/org.apache.logging.log4j/log4j-core@${version}`, 'pkg:npm/left-pad@1.3.0']);
const sbomOf = (image: typeof old, version: string) =>
  makeArtifact(log4j(version), { mediaType: spdx, artifactType: spdx, subject: image.digest });
const sboms = [sbomOf(old, '2.14.1'), sbomOf(young, '2.25.1')];
const indexOf = (image: typeof old) =>
  makeIndex([{ ...image.descriptor, platform: { os: 'linux', architecture: 'amd64' } }]);

let registry: RunningRegistry;
let requests = 0;
let home: Home;
beforeAll(async () => {
  const young1 = serveImage(young, 'team/app');
  const repositories = [
    await makeDemoImage('demo'),
    serveImage(makeImage(), 'bare'),
    {
      ...young1,
      manifests: [
        ...young1.manifests,
        { mediaType: mediaTypes.ociManifest, bytes: old.manifest, tags: [] },
        { mediaType: mediaTypes.ociIndex, bytes: indexOf(old), tags: ['1'] },
        ...sboms.map(({ manifest }) => ({
          mediaType: mediaTypes.ociManifest,
          bytes: manifest,
          tags: [],
        })),
      ],
      blobs: [...young1.blobs, old.config, ...old.layers, ...sboms.flatMap(({ blobs }) => blobs)],
    },
  ];
  const intercept = () => {
    requests += 1;
    return false;
  };
  registry = await serveImages(repositories, { intercept });
});
afterAll(() => registry.close());
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

interface Told {
  readonly findings: readonly {
    readonly id: string;
    readonly severity: string;
    readonly message: string;
    readonly fix: string;
    readonly change?: object;
    readonly evidenceTotal: number;
  }[];
  readonly coverage: { readonly reasons: readonly { readonly code: string; readonly message: string }[] };
}

async function review(base: string) {
  const words = ['dockerfile', '--no-shellcheck', '--no-context', '-p', 'linux/amd64', '-f', 'json', '-'];
  const { stdout } = await home.imgscan(words, `FROM ${registry.host}/${base}\n`);
  const told: Told = JSON.parse(stdout);
  return {
    found: told.findings.find(({ id }) => id === 'base-vulnerable'),
    reasons: told.coverage.reasons.map(({ code, message }) => `${code} ${message}`).join('\n'),
  };
}

it('knows a base that was scanned before, and says of one that was not that it does not know it', async () => {
  const before = await review('demo:latest');
  expect(before.found).toBeUndefined();
  expect(before.reasons).toMatch(/BASE_UNKNOWN Which packages are in .*\/demo:latest is not known/);
  await home.imgscan(['image', `${registry.host}/demo:latest`, '-p', 'linux/amd64', '-q']);
  const { found, reasons } = await review('demo:latest');
  expect(found?.message).toMatch(/demo:latest` has \d+ vulnerabilit.* known from an earlier scan/);
  expect(found?.evidenceTotal).toBeGreaterThan(0);
  expect(reasons).toMatch(/^FEED_BASELINE /m);
  expect(reasons).not.toContain('BASE_UNKNOWN');
}, 60_000);

it('knows a base by the SBOM beside it, and asks for it once', async () => {
  const { found } = await review('team/app:1');
  expect(found).toMatchObject({ severity: 'critical' });
  expect(found?.message).toMatch(
    /CVE-2021-\d+ \(critical, known to be exploited\) in log4j-core 2\.14\.1, fixed in [\d.]+\. Its 2 packages are known from an SBOM beside it\.$/,
  );
  const asked = requests;
  expect((await review('team/app:1')).found).toEqual(found);
  expect(requests).toBe(asked);
});

it('finds nothing in a base without vulnerabilities that have a fix', async () => {
  const { found, reasons } = await review('team/app');
  expect(found).toBeUndefined();
  expect(reasons).not.toContain('BASE_UNKNOWN');
});

it('names what the tag is today, where a digest holds an older image', async () => {
  const { found } = await review(`team/app:latest@${old.digest}`);
  expect(found?.message).toMatch(/team\/app:latest` has none with a fix\.$/);
  expect(found?.fix).toBe(`Build on ${registry.host}/team/app:latest.`);
  expect(found?.change).toMatchObject({
    title: 'Pin the digest of today',
    edits: [{ text: young.digest }],
  });
});

it('says so where neither tells', async () => {
  expect((await review('bare')).reasons).toMatch(/BASE_UNKNOWN Which packages are in .*bare:latest/);
});
