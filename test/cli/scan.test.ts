import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeDemoImage } from '../../src/demo/image.ts';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import type { Report } from '../../src/model/report.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { makeImage, makeIndex } from '../support/image.ts';
import { makeTar } from '../support/layer.ts';
import { type Home, makeHome } from './harness.ts';

let home: Home;
let registry: RunningRegistry;
let demo: string;
const requests: string[] = [];
/** Digests of the demo's layers, bottom first. */
let layers: readonly string[];

beforeAll(async () => {
  home = await makeHome();
  const image = await makeDemoImage('demo/app');
  const manifest = JSON.parse(Buffer.from(image.manifests[0]?.bytes ?? '').toString());
  layers = manifest.layers.map(({ digest }: { digest: string }) => digest);
  const platforms = await Promise.all(
    ['amd64', 'arm64'].map(async (architecture) =>
      makeImage({ architecture, contents: [await makeTar({ run: `for ${architecture}` })] }),
    ),
  );
  const index = makeIndex(
    platforms.map(({ descriptor }, at) => ({
      ...descriptor,
      platform: { os: 'linux', architecture: ['amd64', 'arm64'][at] },
    })),
  );
  registry = await serveImages(
    [
      image,
      {
        repository: 'many',
        manifests: [
          { mediaType: mediaTypes.ociIndex, bytes: index, tags: ['latest'] },
          ...platforms.map(({ manifest }) => ({ mediaType: mediaTypes.ociManifest, bytes: manifest })),
        ],
        blobs: platforms.flatMap((platform) => [platform.config, ...platform.layers]),
      },
    ],
    {
      intercept: (request) => {
        requests.push(request.url ?? '');
        return false;
      },
    },
  );
  demo = `${registry.host}/demo/app:latest`;
});

afterAll(async () => {
  await registry.close();
  await home.remove();
});

const scan = (...options: readonly string[]) => home.imgscan([demo, '-p', 'linux/amd64', ...options]);
const layerRequests = () => requests.filter((url) => layers.some((digest) => url.endsWith(digest)));

describe('imgscan IMAGE', () => {
  it('says where each finding comes from: layer and instruction', async () => {
    const { exitCode, stdout, stderr } = await scan('-f', 'json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const report: Report = JSON.parse(stdout);
    const textOf = (instruction = -1) => report.image?.instructions[instruction]?.text;
    const found = (id: string) => report.findings.find((finding) => finding.id === id);
    expect(found('root-user')).toMatchObject({ kind: 'image' });
    const compiler = found('compilers')?.evidence.find(({ label }) => label === 'gcc');
    expect(compiler?.location).toMatchObject({ path: 'usr/bin/gcc', layer: 1 });
    expect(textOf(compiler?.location?.instruction)).toBe(
      'RUN apt-get update && apt-get install -y golang-go',
    );
    const expat = report.findings.find(({ package: of }) => of?.name === 'libexpat1');
    expect(expat?.advisory?.fixedVersion).toBe('2.5.0-1+deb12u1');
    expect(expat?.location.layer).toBe(1);
    expect(report.footprint?.liveBytes).toBe(
      (report.footprint?.totalBytes ?? 0) - (report.footprint?.wastedBytes ?? 0),
    );
    expect(report.suggestions[0]?.dockerfile).toContain('FROM gcr.io/distroless/static');
    expect(report.coverage.reasons).toContainEqual(expect.objectContaining({ code: 'FEED_BASELINE' }));
  });

  it('prints a page without colours or control characters where nobody looks on', async () => {
    const { stdout } = await scan();
    expect(stdout.startsWith(`${demo}\nlinux/amd64 · Debian GNU/Linux 12 (bookworm)`)).toBe(true);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    for (const section of ['FOOTPRINT', 'FINDINGS', 'VULNERABILITIES', 'SUGGESTION'])
      expect(stdout).toMatch(new RegExp(`^${section} ?`, 'm'));
  });

  it.each([
    ['high', 1],
    ['critical', 1],
    ['root-user', 1],
    ['CVE-2024-45491', 1],
    ['sudo,CVE-2014-0160', 0],
  ])('--fail-on %s ends with %i, and the report is there all the same', async (gate, expected) => {
    const { exitCode, stdout } = await scan('--fail-on', gate);
    expect(exitCode).toBe(expected);
    expect(stdout).toContain('FINDINGS');
  });

  it('writes one format to a file and another to standard output', async () => {
    const file = join(home.path, 'report.json');
    const { stdout } = await scan('--format', 'json', '--output', file, '--format', 'table');
    expect(stdout).toContain('FOOTPRINT');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      schemaVersion: 1,
      image: { reference: demo },
    });
  });

  it('tells progress on standard error when asked, and not with --quiet', async () => {
    await home.imgscan(['cache', 'clear']);
    const told = await scan('--progress');
    expect(told.stderr.match(/^layer \d+ .* read, /gm)).toHaveLength(4);
    expect((await scan('--progress')).stderr.match(/^layer \d+ +cached$/gm)).toHaveLength(4);
    expect((await scan('--progress', '--quiet')).stderr).toBe('');
  });

  it('starts the suggestion from the Dockerfile that is given', async () => {
    const file = join(home.path, 'Dockerfile');
    await writeFile(
      file,
      'FROM debian:12\n# our own words\nRUN apt-get update && apt-get install -y golang-go\nCOPY app.go .\nRUN CGO_ENABLED=0 go build app.go\nCMD ["./app"]\n',
    );
    const { stdout } = await scan('-f', 'json', '--dockerfile', file);
    const report: Report = JSON.parse(stdout);
    expect(report.suggestions[0]?.dockerfile).toContain('# our own words');
  });

  it('takes every image of an index with --all-platforms: a list of reports', async () => {
    const args = [`${registry.host}/many`, '--all-platforms'];
    const reports: readonly Report[] = JSON.parse((await home.imgscan([...args, '-f', 'json'])).stdout);
    expect(reports.map(({ image }) => image?.platform)).toEqual(['linux/amd64', 'linux/arm64']);
    const { stdout } = await home.imgscan(args);
    expect(stdout).toContain('linux/amd64');
    expect(stdout).toContain('linux/arm64');
    const one = await home.imgscan([`${registry.host}/many`, '-p', 'arm64', '-f', 'json']);
    expect(JSON.parse(one.stdout)).toMatchObject({ image: { platform: 'linux/arm64' } });
  });
});

describe('the cache', () => {
  beforeEach(async () => {
    await home.imgscan(['cache', 'clear']);
    requests.length = 0;
  });

  it('spares the registry every layer on the second scan, and changes no byte of the report', async () => {
    const first = await scan('-f', 'json');
    expect(layerRequests().length).toBe(layers.length);
    requests.length = 0;
    const second = await scan('-f', 'json');
    expect(layerRequests()).toEqual([]);
    expect(requests.filter((url) => url.includes('/manifests/'))).toHaveLength(1);
    expect(second).toEqual(first);
  });

  it('is told and forgotten by its commands', async () => {
    const directory = join(home.path, 'cache', 'imgscan', 'layers');
    expect((await home.imgscan(['cache', 'status'])).stdout).toBe(`0 files, 0 B in ${directory}\n`);
    await scan();
    expect((await home.imgscan(['cache', 'status'])).stdout).toMatch(/^4 files, [\d.]+ kB in /);
    expect((await home.imgscan(['cache', 'clear'])).stdout).toMatch(/^deleted 4 files, /);
    expect(await home.files()).not.toContainEqual(expect.stringContaining('.facts'));
    await scan();
    expect(layerRequests().length).toBe(2 * layers.length);
  });

  it('is neither read nor written with --no-cache', async () => {
    await scan('--no-cache');
    expect((await home.files()).filter((file) => file.startsWith('cache/'))).toEqual([]);
    await scan();
    requests.length = 0;
    await scan('--no-cache');
    expect(layerRequests().length).toBe(layers.length);
  });

  it('that cannot be used is a warning, and the scan goes on', async () => {
    const other = await makeHome();
    try {
      await writeFile(join(other.path, 'cache'), 'in the way');
      const { exitCode, stdout } = await other.imgscan([demo, '-p', 'linux/amd64', '-f', 'json']);
      const report: Report = JSON.parse(stdout);
      expect(exitCode).toBe(0);
      expect(report.warnings.map(({ code }) => code)).toEqual(['CACHE_UNUSABLE']);
      expect(report.packages.map(({ name }) => name)).toContain('libexpat1');
      const status = await other.imgscan(['cache', 'status']);
      expect(status).toMatchObject({ exitCode: 2, stdout: '' });
      expect(status.stderr).toContain(other.path);
    } finally {
      await other.remove();
    }
  });
});

describe('what can be asked of the program itself', () => {
  it.each([
    [['--help'], 0, 'Usage: imgscan'],
    [['--version'], 0, /^\d+\.\d+\.\d+\n$/],
    [['cache', '--help'], 0, 'clear'],
  ])('%j', async (args, expected, says) => {
    const { exitCode, stdout, stderr } = await home.imgscan(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: expected, stderr: '' });
    if (typeof says === 'string') expect(stdout).toContain(says);
    else expect(stdout).toMatch(says);
  });
});
