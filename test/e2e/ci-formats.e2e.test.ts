/** What CI systems read of a report, by parsers of others. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runImgscan } from './support/imgscan.ts';
import { tool } from './support/tool.ts';

let work: string;

/** A package of Debian 12 that the bundled feed knows, and a secret in a file whose name is markup. */
const files: Readonly<Record<string, string>> = {
  'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  'var/lib/dpkg/status':
    'Package: libexpat1\nStatus: install ok installed\nArchitecture: amd64\nSource: expat\nVersion: 2.5.0-1\n',
  'root/<!--&"\u001b[2J\n::error::x/id_rsa': '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n',
};

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'imgscan-ci-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), text);
  }
});
afterAll(() => rm(work, { recursive: true, force: true }));

const render = async (format: string): Promise<string> =>
  (await runImgscan([`rootfs:${work}`, '--format', format])).stdout;

it('JUnit is XML to xmllint, with a case for each finding', async () => {
  const report = JSON.parse(await render('json'));
  const failing = report.findings.filter(({ severity }: { severity: string }) => severity !== 'info');
  const xml = await render('junit');
  const count = await tool('xmllint', ['--xpath', 'count(//testcase[failure])', '-'], { input: xml });
  expect(failing.length).toBeGreaterThan(2);
  expect(Number(count)).toBe(failing.length);
  expect(xml).toContain('\\u{1b}');
});

it('SARIF and CycloneDX are JSON to jq, with the vulnerability in both', async () => {
  const rule = await tool('jq', ['-r', '.runs[0].tool.driver.rules[].id | select(startswith("CVE-"))'], {
    input: await render('sarif'),
  });
  const entry = await tool('jq', ['-r', '.vulnerabilities[].id'], { input: await render('cyclonedx') });
  expect(rule).toContain('CVE-2024-45491');
  expect(entry.split('\n').toSorted()).toEqual(rule.split('\n').toSorted());
});

it('no line of the annotations is one that the image wrote', async () => {
  const lines = (await render('github')).trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^::(?:error|warning|notice) title=[^:,]+::/);
});
