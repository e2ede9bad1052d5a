import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoImage } from '../../src/demo/image.ts';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import type { Report } from '../../src/model/report.ts';
import { type Home, makeHome } from './harness.ts';

let home: Home;
let registry: RunningRegistry;
let demo: string;

beforeAll(async () => {
  home = await makeHome();
  registry = await serveImages([await makeDemoImage('demo/app')]);
  demo = `${registry.host}/demo/app:latest`;
});

afterAll(async () => {
  await registry.close();
  await home.remove();
});

const scan = (...options: readonly string[]) => home.imgscan([demo, '-p', 'linux/amd64', ...options]);
const report = async (...options: readonly string[]): Promise<Report> =>
  JSON.parse((await scan('-f', 'json', ...options)).stdout);

async function fileOf(name: string, content: string | object): Promise<string> {
  const file = join(home.path, name);
  await mkdir(home.path, { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const expat = 'CVE-2024-45491';
const vex = (name: string, product: object) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://example.org/vex/1',
  author: 'A',
  timestamp: '2026-01-01T00:00:00Z',
  version: 1,
  statements: [
    {
      vulnerability: { name },
      products: [product],
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
    },
  ],
});

describe('exceptions', () => {
  it('--ignore takes findings out before --fail-on sees them, and --all lists them', async () => {
    const file = await fileOf(
      'ignore',
      `${expat} package=libexpat* # no XML is read\nroot-user # a build image\n`,
    );
    expect((await scan('--fail-on', `${expat},root-user`)).exitCode).toBe(1);
    const { exitCode, stdout } = await scan('--ignore', file, '--fail-on', `${expat},root-user`);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\d+ findings are not reported: \d+ by/);
    expect((await scan('--ignore', file, '--all')).stdout).toContain(': no XML is read');
    const { suppressedFindings = [] } = await report('--ignore', file);
    expect(suppressedFindings.map(({ finding }) => finding.id)).toEqual(
      expect.arrayContaining([expat, 'root-user']),
    );
  });

  it('--vex by image and package', async () => {
    const repository = `${registry.host}/demo/app`;
    const product = {
      '@id': `pkg:oci/app?repository_url=${repository}`,
      subcomponents: [{ '@id': 'pkg:deb/debian/libexpat1' }],
    };
    const found = await report('--vex', await fileOf('a.vex.json', vex(expat, product)));
    expect(found.findings.map(({ id }) => id)).not.toContain(expat);
    expect(found.suppressedFindings).toMatchObject([{ finding: { id: expat }, suppression: { by: 'vex' } }]);
    const other = await report('--vex', await fileOf('b.vex.json', vex(expat, { '@id': 'pkg:oci/other' })));
    expect(other.findings.map(({ id }) => id)).toContain(expat);
    expect(other.warnings).toContainEqual(expect.objectContaining({ code: 'EXCEPTION_UNUSED' }));
  });

  it('--severity and --only-fixed are counted', async () => {
    const { findings, suppressedFindings = [], summary } = await report('--severity', 'high', '--only-fixed');
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['critical', 'high']));
    expect(suppressedFindings.length).toBeGreaterThan(0);
    expect(summary.bySeverity.low).toBe(0);
  });

  it.each([
    ['--ignore nowhere', 'nowhere cannot be read'],
    ['--ignore {bad}', 'bad:1: "because" is no condition'],
    ['--vex {bad}', 'expected OpenVEX, CSAF or CycloneDX'],
    ['--severity hihg', 'is no severity'],
  ])('%s is a usage error', async (options, message) => {
    const bad = await fileOf('bad', 'CVE-1 because');
    const { exitCode, stdout, stderr } = await scan(...options.replace('{bad}', bad).split(' '));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('imgscan explain', () => {
  const explain = (...args: readonly string[]) => home.imgscan(['explain', ...args, '-p', 'linux/amd64']);

  it('tells the comparison of what matched, and what was decided', async () => {
    const file = await fileOf('ignore', `${expat} # no XML is read`);
    const { exitCode, stdout, stderr } = await explain(expat, demo, '--ignore', file);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`${expat} in ${demo}`);
    expect(stdout).toMatch(/< fixed +2\.5\.0-1\+deb12u1 +not yet fixed/);
    expect(stdout).toContain('not reported: ');
    expect(stdout).toContain('what to do: ');
  });

  it('tells where it looked for what did not match', async () => {
    const { exitCode, stdout } = await explain('CVE-1999-1', demo);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Not matched');
    expect(stdout).toContain('Debian:12 (');
  });

  it('is JSON when asked, of an SBOM too', async () => {
    const sbom = await fileOf('bom.cdx.json', (await scan('-f', 'cyclonedx')).stdout);
    const { stdout } = await explain(expat, `sbom:${sbom}`, '-f', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ id: expat, packages: [{ outcome: 'affected' }] });
    expect((await explain(expat, demo, '-f', 'xml')).exitCode).toBe(2);
  });
});
