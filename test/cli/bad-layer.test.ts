import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import type { Report } from '../../src/model/report.ts';
import { describeBytes, jsonBytes, type MadeImage, makeImage, serveImage } from '../support/image.ts';
import { type LayerTree, makeTar } from '../support/layer.ts';
import { paxHeader, tarEnd, tarEntry } from '../support/tar.ts';
import { expectClear, type Home, makeHome } from './harness.ts';

const debian = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';
const openssl =
  'Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl\nVersion: 3.0.9-1\n';
const lateFile = { 'app/late': 'seen by nobody' };

/** The layer's tar, or its stored bytes where they are not its gzip; what the message names. */
type BrokenLayer = readonly [name: string, tar: Buffer, stored: Buffer | undefined, says: string];

const baseTar = await makeTar({ 'etc/os-release': debian, 'var/lib/dpkg/status': openssl });
const appTar = await makeTar({ 'app/early': 'seen', 'app/run': Buffer.alloc(200_000, 'x'), ...lateFile });
const mebibyte = gzipSync(Buffer.alloc(1 << 20));
const ownTar = (name: string) => makeTar({ [name]: name });

const brokenLayers: readonly BrokenLayer[] = [
  ['no-tar', Buffer.from('whatever it says it is, this is no tar'), undefined, 'tar'],
  ['cut-in-gzip', appTar, gzipSync(appTar).subarray(0, 200), 'gzip'],
  ['cut-in-tar', appTar.subarray(0, 1024 + 100_000), undefined, 'tar'],
  ['bomb', await ownTar('bomb'), Buffer.concat(Array(1100).fill(mebibyte)), 'more than 200 times'],
  [
    'long-header',
    Buffer.concat([paxHeader([['comment', Buffer.alloc(2 << 20, 'x')]]), tarEntry({ name: 'a' }), tarEnd]),
    undefined,
    'more than 1048576',
  ],
  ['bzip2', await ownTar('bzip2'), Buffer.from('BZh91AY&SY'), 'compressed with bzip2'],
];

/** Contents of a one-layer image, and the verdicts that its report has to state beside the bundled feed's. */
const verdicts: readonly (readonly [
  name: string,
  tree: LayerTree,
  reasons: readonly string[],
  says: string,
])[] = [
  ['scratch', { app: 'program' }, ['NO_PACKAGES'], 'No packages were found'],
  ['empty', {}, ['NO_PACKAGES'], 'No packages were found'],
  ['no-packages', { 'etc/os-release': debian }, ['NO_PACKAGES'], 'No packages were found'],
  ['no-release', { 'var/lib/dpkg/status': openssl }, ['UNKNOWN_DISTRO'], 'no os-release'],
  [
    'unknown-distro',
    { 'etc/os-release': 'ID=homegrown\nVERSION_ID=1\n', 'var/lib/dpkg/status': openssl },
    ['UNKNOWN_DISTRO'],
    'Distribution homegrown 1 is not known',
  ],
  [
    'old-distro',
    { 'etc/os-release': 'ID=debian\nVERSION_ID=4\n', 'var/lib/dpkg/status': openssl },
    ['DISTRO_NOT_IN_FEED'],
    'The feed has no advisories for Debian:4',
  ],
];

let home: Home;
let registry: RunningRegistry;

/** Two layers: the base, and one that is stored as given. */
function withLayer(tar: Buffer, stored: Buffer = gzipSync(tar)): MadeImage {
  const image = makeImage({ contents: [baseTar, tar] });
  const layers = [image.layers[0] ?? stored, stored];
  const described = layers.map((bytes) =>
    describeBytes(bytes, 'application/vnd.oci.image.layer.v1.tar+gzip'),
  );
  const manifest = jsonBytes({ ...JSON.parse(image.manifest.toString()), layers: described });
  return { ...image, manifest, layers };
}

beforeAll(async () => {
  home = await makeHome();
  const damaged = await makeTar({
    'etc/os-release': debian,
    'var/lib/dpkg/status': `${openssl}\nPackage: broken\nStatus: install ok installed\n\nPackage: bash\nStatus: install ok installed\nVersion: 5.2\n`,
    'var/lib/dpkg/status.d/huge': Buffer.alloc((16 << 20) + 1, 'x'),
    'app/package.json': '{"name": ',
  });
  registry = await serveImages([
    ...brokenLayers.map(([name, tar, stored]) => serveImage(withLayer(tar, stored), name)),
    ...(await Promise.all(
      verdicts.map(async ([name, tree]) => serveImage(makeImage({ contents: [await makeTar(tree)] }), name)),
    )),
    serveImage(makeImage({ contents: [damaged] }), 'damaged'),
    serveImage(makeImage({ contents: [] }), 'no-layers'),
    serveImage(makeImage({ contents: [baseTar] }), 'complete'),
  ]);
});

afterAll(async () => {
  await registry.close();
  await home.remove();
});

async function scan(name: string, ...options: readonly string[]) {
  const args = [`${registry.host}/${name}`, '-p', 'linux/amd64', ...options];
  const outcome = await home.imgscan([...args, '-f', 'json']);
  const report: Report = JSON.parse(outcome.stdout);
  const reasons = report.coverage.reasons.map(({ code }) => code).filter((code) => code !== 'FEED_BASELINE');
  return { ...outcome, report, reasons };
}

describe('a layer that cannot be read to its end', () => {
  it.each(brokenLayers)('%s: the rest is reported, with exit code 4', async (name, _tar, _stored, says) => {
    const { report, reasons, stderr, exitCode } = await scan(name);
    expectClear({ stderr, exitCode, stdout: '' });
    expect(stderr).toContain(says);
    expect(exitCode).toBe(4);
    expect(reasons).toContain('LAYER_UNREADABLE');
    expect(report.coverage.complete).toBe(false);
    expect(report.warnings.map(({ code, layer }) => [code, layer])).toContainEqual(['LAYER_UNREADABLE', 1]);
    expect(report.image?.layers.map(({ complete }) => complete)).toEqual([true, false]);
    expect(report.packages.map((found) => found.name)).toEqual(['libssl3']);
    expect(report.findings.some(({ kind }) => kind === 'vulnerability')).toBe(true);
  });

  it('keeps what was read of it before it broke', async () => {
    const { report } = await scan('cut-in-tar');
    expect(report.footprint?.fileCount).toBe(3);
    expect(report.footprint?.liveBytes).toBeGreaterThan(0);
  });

  it('is not in the cache, and no other file is left behind', async () => {
    await home.imgscan(['cache', 'clear']);
    await scan('cut-in-gzip');
    const files = await home.files();
    expect(files).toHaveLength(1);
    expect(files[0]).toMatch(/^cache\/imgscan\/layers\/sha256-.*\.facts$/);
  });

  it('says so at the top of the terminal report too', async () => {
    const { stdout, exitCode } = await home.imgscan([`${registry.host}/cut-in-gzip`]);
    expect(exitCode).toBe(4);
    expect(stdout.split('\n').slice(0, 12).join('\n')).toMatch(
      /Incomplete: [\s\S]*Could not be read to the end: 1 layer/,
    );
  });
});

describe('a file that cannot be read', () => {
  it('is a warning; the rest stands', async () => {
    const { report, reasons, exitCode, stderr } = await scan('damaged');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(report.packages.map(({ name }) => name)).toEqual(['bash', 'libssl3']);
    expect(report.warnings.map(({ code, path }) => [code, path])).toEqual([
      ['PACKAGE_INVALID', 'var/lib/dpkg/status'],
      ['FILE_TOO_LARGE', 'var/lib/dpkg/status.d/huge'],
      ['HISTORY_MISMATCH', undefined],
    ]);
    expect(reasons).toEqual(['FILE_UNREADABLE']);
    expect(report.coverage.complete).toBe(false);
  });

  it('is what --fail-on incomplete is for', async () => {
    expect((await scan('damaged', '--fail-on', 'incomplete')).exitCode).toBe(1);
    expect((await scan('damaged', '--fail-on', 'end-of-life')).exitCode).toBe(0);
  });
});

describe('a verdict, never silence', () => {
  it.each(verdicts)('%s', async (name, _tree, expected, says) => {
    const { exitCode, reasons, report } = await scan(name, '--fail-on', 'incomplete');
    expect(reasons).toEqual(expected);
    expect(report.coverage.complete).toBe(false);
    expect(exitCode).toBe(1);
    const { stdout } = await home.imgscan([`${registry.host}/${name}`]);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain(says);
    expect(text).toContain('Incomplete: this report may not say all there is.');
    expect(text).not.toContain('Nothing found.');
    expect(text).not.toContain('none matched (');
  });

  it('and none where all was read and could be matched', async () => {
    const { exitCode, reasons, report } = await scan('complete', '--fail-on', 'incomplete');
    expect({ exitCode, reasons, complete: report.coverage.complete }).toEqual({
      exitCode: 0,
      reasons: [],
      complete: true,
    });
  });

  it('an image without layers', async () => {
    const { exitCode, reasons } = await scan('no-layers');
    expect(exitCode).toBe(0);
    expect(reasons).toEqual(['NO_PACKAGES']);
  });
});
