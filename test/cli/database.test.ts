import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mirror, osv, publish, startMirror } from '../advisory/update/mirror.ts';
import { type BadInput, expectRefusal, type Home, makeHome } from './harness.ts';

let home: Home;
let mirror: Mirror;
beforeEach(async () => {
  home = await makeHome();
  mirror = await startMirror();
});
afterEach(async () => {
  await mirror.close();
  await home.remove();
});

const records = [
  osv('GHSA-aaaa', 'left-pad', '2.0.0', '2026-07-10T00:00:00Z', { aliases: ['CVE-2026-1000'] }),
  osv('GHSA-bbbb', 'right-pad', '1.0.0', '2026-07-10T00:00:00Z'),
];

const bom = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [
    { type: 'library', name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0' },
    { type: 'library', name: 'x', version: '1.0.0', purl: 'pkg:hex/x@1.0.0' },
  ],
});

interface Scanned {
  readonly coverage: {
    readonly reasons: readonly { readonly code: string; readonly message: string }[];
    readonly feed: { readonly sources?: readonly { readonly name: string }[] };
  };
  readonly findings: readonly { readonly advisory?: { readonly id: string } }[];
}

async function scan(...flags: readonly string[]): Promise<Scanned> {
  await writeFile(join(home.path, 'bom.json'), bom);
  const { stdout, exitCode } = await home.imgscan([
    `sbom:${join(home.path, 'bom.json')}`,
    '--format',
    'json',
    ...flags,
  ]);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout);
}

const codesOf = ({ coverage }: Scanned): readonly string[] => coverage.reasons.map(({ code }) => code);

describe('the database', () => {
  it('is loaded, shown, searched, and used by scans', async () => {
    publish(mirror.files, 'npm', records);
    const updated = await home.imgscan(['db', 'update', 'npm', '--from', mirror.url]);
    expect(updated).toMatchObject({ exitCode: 0, stderr: '' });
    expect(updated.stdout).toMatch(/^osv\/npm +2 records, 2 read\n$/);

    const { stdout: status } = await home.imgscan(['db', 'status']);
    expect(status).toContain('osv/npm');
    expect(status).toContain(`from ${mirror.url}`);
    const { stdout: json } = await home.imgscan(['db', 'status', '--format', 'json']);
    expect(JSON.parse(json)).toMatchObject({ feeds: { 'osv/npm': { records: 2, skipped: 0 } } });

    const { stdout: byCve } = await home.imgscan(['db', 'search', 'CVE-2026-1000']);
    expect(byCve).toMatch(/^GHSA-aaaa \(CVE-2026-1000\)\n {2}left-pad is broken\n/);
    const { stdout: byName } = await home.imgscan(['db', 'search', 'right-pad']);
    expect(byName).toContain('npm right-pad: GHSA-bbbb unknown, introduced 0, fixed 1.0.0');
    const { stdout: original } = await home.imgscan(['db', 'search', 'GHSA-aaaa', '--format', 'json']);
    expect(JSON.parse(original)).toEqual(records[0]);

    const report = await scan('--offline');
    expect(report.findings.map(({ advisory }) => advisory?.id)).toEqual(['CVE-2026-1000']);
    expect(report.coverage.feed.sources).toMatchObject([{ name: 'osv/npm' }]);
  });

  it('brings what a scan needs, once, from where the rest came from', async () => {
    publish(mirror.files, 'npm', records);
    publish(mirror.files, 'PyPI', []);
    const hex = [{ package: { ecosystem: 'Hex', name: 'x' }, versions: ['1.0.0'] }];
    publish(mirror.files, 'Hex', [osv('EEF-1', 'x', '', '2026-07-10T00:00:00Z', { affected: hex })]);
    await home.imgscan(['db', 'update', 'npm', '--from', mirror.url]);
    expect(codesOf(await scan('--offline'))).toEqual(['ECOSYSTEM_NOT_IN_FEED']);
    mirror.requests.length = 0;
    const report = await scan();
    expect(mirror.requests).toEqual(['GET /Hex/all.zip 200']);
    expect(codesOf(report)).toEqual([]);
    expect(report.findings.map(({ advisory }) => advisory?.id)).toEqual(['CVE-2026-1000', 'EEF-1']);
    mirror.requests.length = 0;
    await scan();
    expect(mirror.requests).toEqual([]);
  });

  it('that cannot be had is a reason, and the scan goes on', async () => {
    publish(mirror.files, 'npm', records);
    await home.imgscan(['db', 'update', 'npm', '--from', mirror.url]);
    expect(codesOf(await scan())).toEqual(['ECOSYSTEM_NOT_IN_FEED', 'FEED_UNAVAILABLE']);
    await mirror.close();
    const { coverage, findings } = await scan();
    expect(coverage.reasons.at(-1)?.message).toMatch(/^Advisories osv\/Hex could not be fetched: .*refused/);
    expect(findings).toHaveLength(1);
  });

  it('that is old, or damaged, is said', async () => {
    publish(mirror.files, 'npm', records);
    await home.imgscan(['db', 'update', 'npm', '--from', mirror.url]);
    const path = join(home.path, 'cache/imgscan/advisories/store.json');
    const manifest = await readFile(path, 'utf8');
    await writeFile(path, manifest.replace(/"updated": "[^"]+"/, '"updated": "2026-07-01T00:00:00Z"'));
    expect(codesOf(await scan('--offline'))).toContain('FEED_STALE');
    expect(codesOf(await scan('--offline', '--max-db-age', '30'))).not.toContain('FEED_STALE');

    const sha256: string = JSON.parse(manifest).feeds['osv/npm'].segments[0].sha256;
    const segment = join(dirname(path), 'segments', `${sha256}.segment`);
    const bytes = await readFile(segment);
    await writeFile(segment, bytes.fill(0, 100, bytes.length - 100));
    expect(codesOf(await scan('--offline'))).toContain('FEED_DAMAGED');
    const again = await home.imgscan(['db', 'update', '--full']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(codesOf(await scan('--offline'))).not.toContain('FEED_DAMAGED');

    await writeFile(path, 'not json');
    expect(codesOf(await scan('--offline'))).toContain('FEED_UNAVAILABLE');
  });

  it('goes from one place to another as a file, whole or in part', async () => {
    publish(mirror.files, 'npm', records);
    await home.imgscan(['db', 'update', 'npm', '--from', mirror.url]);
    const file = join(home.path, 'advisories.tar');
    const other = join(home.path, 'other');
    expect(await home.imgscan(['db', 'export', file])).toMatchObject({ exitCode: 0 });
    const first = await readFile(file);
    await home.imgscan(['db', 'export', file]);
    expect((await readFile(file)).equals(first)).toBe(true);
    const imported = await home.imgscan(['db', 'import', file, '--db', other]);
    expect(imported.stdout).toMatch(/^osv\/npm +2 records, .* fetched\n$/);
    const again = await home.imgscan(['db', 'import', file, '--db', other]);
    expect(again.stdout).toContain('nothing new');
    const { stdout } = await home.imgscan(['db', 'search', 'left-pad', '--db', other]);
    expect(stdout).toContain('GHSA-aaaa');

    for (const at of [first.indexOf('imgscan1'), first.indexOf('"feeds"')]) {
      const changed = Buffer.from(first);
      changed[at + 20] = (changed[at + 20] ?? 0) ^ 0xff;
      await writeFile(file, changed);
      const refused = await home.imgscan(['db', 'import', file, '--db', join(home.path, 'third')]);
      expect(refused).toMatchObject({ exitCode: 4, stdout: '' });
    }
  });

  it('prints no control characters of a record', async () => {
    const evil = osv('GHSA-\u001b[31m', 'left\u0007pad', '1', '2026-07-10T00:00:00Z', {
      summary: '\u001b]0;x\u0007',
    });
    mirror.files.set('npm/all.zip', Buffer.from(''));
    publish(mirror.files, 'npm', [{ ...evil, id: 'GHSA-x' }]);
    await home.imgscan(['db', 'update', 'npm', '--from', mirror.url]);
    const { stdout } = await home.imgscan(['db', 'search', 'GHSA-x']);
    expect(stdout).toContain('GHSA-x');
    for (const control of ['\u0007', '\u001b']) expect(stdout).not.toContain(control);
  });
});

const badInput: readonly BadInput[] = [
  ['nothing to update', 'db update --from {url}', 2, ['the store is empty', 'imgscan db update Debian npm']],
  ['an ecosystem that is not there', 'db update npn --from {url}', 3, ['there is no osv/npn at']],
  ['a feed that is none', 'db update osv/.. --from {url}', 2, ['there is no feed "osv/.."', 'kev']],
  ['no place', 'db update npm --from {home}/nowhere', 2, ['nowhere: expected an http or https URL']],
  ['a mirror that is not there', 'db update npm --from http://127.0.0.1:1', 3, ['127.0.0.1:1 refused']],
  ['a list that is not there', 'db update --all --from {url}', 2, ['has no ecosystems.txt']],
  [
    'a store that is a file',
    'db update npm --from {url} --db {home}/file',
    2,
    ['{home}/file cannot be written'],
  ],
  ['nothing found', 'db search CVE-1', 3, ['nothing in', 'is called "CVE-1"']],
  ['an unknown format', 'db status --format xml', 2, ['unknown format "xml"']],
  ['nothing to export', 'db export {home}/x.tar', 3, ['has no advisories']],
  ['a file that is none', 'db import {home}/nowhere', 3, ['nowhere']],
  ['a layout of an image', 'db import {home}/file', 4, ['file']],
  ['a digest to push to', 'db push localhost/x@sha256:{hex}', 2, ['expected a tag to push to']],
  ['an age that is none', 'image x --max-db-age soon', 2, ['--max-db-age "soon": expected a number of days']],
];

describe('bad input to the database', () => {
  it.each(badInput.map((row) => [row[0], row] as const))('%s', async (_name, row) => {
    await mkdir(home.path, { recursive: true });
    await writeFile(join(home.path, 'file'), 'no archive at all');
    await expectRefusal(home, row, { url: mirror.url, hex: 'a'.repeat(64) });
  });
});
