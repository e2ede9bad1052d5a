import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoImage } from '../../src/demo/image.ts';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import type { Report } from '../../src/model/report.ts';
import { type Home, makeHome } from './harness.ts';

let home: Home;
let registry: RunningRegistry;
let demo: readonly string[];
let report: Report;
const fileOf = (name: string) => join(home.path, name);

beforeAll(async () => {
  home = await makeHome();
  registry = await serveImages([await makeDemoImage('demo/app')]);
  demo = [`${registry.host}/demo/app:latest`, '-p', 'linux/amd64'];
  const outputs = ['r.json', 'r.cdx.json', 'r.spdx.json'].flatMap((name) => ['-o', fileOf(name)]);
  const { exitCode, stderr } = await home.imgscan([...demo, ...outputs]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  report = JSON.parse(await readFile(fileOf('r.json'), 'utf8'));
});

afterAll(async () => {
  await registry.close();
  await home.remove();
});

const vulnerabilities = ({ findings }: Report) =>
  findings
    .filter(({ kind }) => kind === 'vulnerability')
    .map(({ id, package: of, advisory }) => `${id} ${of?.purl} ${advisory?.fixedVersion}`);

describe.each(['r.cdx.json', 'r.spdx.json'])('imgscan sbom:%s', (name) => {
  it('finds the packages and vulnerabilities of the image it is of', async () => {
    const { exitCode, stdout } = await home.imgscan([`sbom:${fileOf(name)}`, '-f', 'json']);
    const again: Report = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(again.packages.map(({ purl, path }) => [purl, path])).toEqual(
      report.packages.map(({ purl, path }) => [purl, path]),
    );
    expect(vulnerabilities(report)).not.toEqual([]);
    expect(vulnerabilities(again)).toEqual(vulnerabilities(report));
    expect(again).toMatchObject({ sbom: { subject: demo[0], os: { id: 'debian', versionId: '12' } } });
    expect(again.image).toBeUndefined();
  });

  it('is written byte for byte the same by another scan, and gates as an image does', async () => {
    const format = name === 'r.cdx.json' ? 'cyclonedx' : 'spdx';
    const { stdout } = await home.imgscan([...demo, '-f', format, '--no-cache']);
    expect(stdout).toBe(await readFile(fileOf(name), 'utf8'));
    expect((await home.imgscan([`sbom:${fileOf(name)}`, '--fail-on', 'high'])).exitCode).toBe(1);
  });
});

describe('imgscan packages', () => {
  it('lists all of them', async () => {
    const { stdout } = await home.imgscan(['packages', ...demo]);
    expect(stdout).toMatch(/^TYPE +NAME +VERSION +LAYER +BYTES +WHERE +LICENCES\n/);
    expect(stdout).toContain(`\n${report.packages.length} packages\n`);
  });
  it('filters, and writes purls and JSON', async () => {
    const filter = ['--type', 'deb', '--name', 'libexp*', '--layer', '2'];
    const { stdout } = await home.imgscan(['packages', ...demo, ...filter, '-f', 'purl']);
    const expected = report.packages.filter(({ name, layer }) => name.startsWith('libexp') && layer === 1);
    expect(expected).not.toEqual([]);
    expect(stdout).toBe(expected.map(({ purl }) => `${purl}\n`).join(''));
    const json = await home.imgscan(['packages', ...demo, ...filter, '-f', 'json']);
    expect(JSON.parse(json.stdout)).toEqual(expected);
  });
  it('takes an SBOM too', async () => {
    const { stdout } = await home.imgscan(['packages', `sbom:${fileOf('r.cdx.json')}`, '-f', 'purl']);
    expect(stdout.split('\n').length - 1).toBe(report.packages.length);
  });
});

describe('imgscan diff', () => {
  it('finds nothing between an image and its report, and knows the files of two images', async () => {
    const same = await home.imgscan(['diff', fileOf('r.json'), ...demo, '-f', 'json']);
    const nothing = { added: [], removed: [], changed: [] };
    expect(JSON.parse(same.stdout)).toMatchObject({ packages: nothing, findings: nothing });
    expect(JSON.parse(same.stdout)).not.toHaveProperty('files');
    const [image = ''] = demo;
    const files = await home.imgscan(['diff', image, ...demo, '-f', 'json']);
    expect(JSON.parse(files.stdout).files).toMatchObject({ added: { count: 0 }, changed: { count: 0 } });
  });
  it('tells packages and findings that changed', async () => {
    const [first, ...packages] = report.packages;
    await writeFile(fileOf('older.json'), JSON.stringify([{ ...report, packages, findings: [] }]));
    const { exitCode, stdout } = await home.imgscan(['diff', fileOf('older.json'), fileOf('r.json')]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`PACKAGES  1 added, 0 removed, 0 changed, ${packages.length} the same\n`);
    expect(stdout).toContain(`  + ${first?.type} ${first?.name} ${first?.version}\n`);
    expect(stdout).toMatch(/^ {2}\+ medium root-user/m);
  });
});
