import { describe, expect, it } from 'vitest';
import { diffImages } from '../../src/diff/diff.ts';
import { diffFiles } from '../../src/diff/files.ts';
import { diffFindings } from '../../src/diff/findings.ts';
import { diffPackages } from '../../src/diff/packages.ts';
import { renderDiff } from '../../src/diff/render.ts';
import type { Package } from '../../src/model/package.ts';
import { dir, file, fold, hardlink, makeFacts, symlink } from '../footprint/facts.ts';
import { makeFinding, makeReport } from '../support/report.ts';

/** `name=version` each. */
function makePackages(text: string): Package[] {
  return text
    .split(' ')
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', version = '1'] = one.split('=');
      const rest = { licenses: [], foundBy: 'dpkg', path: 'x', liveBytes: 0, inBase: false } as const;
      return { type: 'deb', name, version, purl: `pkg:deb/${name}@${version}`, ...rest };
    });
}

const packageRows: readonly (readonly [before: string, after: string, says: string])[] = [
  ['a b', 'a b', ''],
  ['', 'b a', '+a +b'],
  ['a b', 'b', '-a'],
  ['a=1', 'a=2', '~a:1>2'],
  ['a=1 a=2', 'a=2', '~a:1,2>2'],
  ['a=2 a=1', 'a=1 a=2', ''],
];

describe('packages', () => {
  it.each(packageRows)('%j to %j', (before, after, says) => {
    const { added, removed, changed, unchanged } = diffPackages(makePackages(before), makePackages(after));
    const told = [
      ...added.map(({ name }) => `+${name}`),
      ...removed.map(({ name }) => `-${name}`),
      ...changed.map((one) => `~${one.name}:${one.before.join()}>${one.after.join()}`),
    ];
    expect(told.join(' ')).toBe(says);
    if (says === '') expect(unchanged).toBe(new Set(makePackages(after).map(({ name }) => name)).size);
  });
});

it('findings are the same by id and subject, whatever the layer', () => {
  const bash = { type: 'deb', name: 'bash', purl: 'p' } as const;
  const before = [
    makeFinding({ id: 'CVE-1', package: { ...bash, version: '1' }, severity: 'high' }),
    makeFinding({ id: 'secret', location: { path: 'a', layer: 1 } }),
    makeFinding({ id: 'gone', location: {} }),
  ];
  const after = [
    makeFinding({ id: 'CVE-1', package: { ...bash, version: '2' }, severity: 'low' }),
    makeFinding({ id: 'secret', location: { path: 'a', layer: 2 } }),
    makeFinding({ id: 'secret', location: { path: 'b', layer: 2 } }),
  ];
  expect(diffFindings(before, after)).toMatchObject({
    added: [{ id: 'secret', subject: 'b', after: 'high' }],
    removed: [{ id: 'gone', subject: '', before: 'high' }],
    changed: [{ id: 'CVE-1', subject: 'deb bash', before: 'high', after: 'low' }],
    unchanged: 1,
  });
});

it('files differ by content, kind, mode and owner, not by time; directories do not count', () => {
  const old = [
    dir('d'),
    file('d/same', 'x', { mtime: 1 }),
    file('d/gone', 'xxx'),
    file('d/other', 'a'),
    file('d/mode', 'm'),
    symlink('d/link', 'same'),
    file('becomes-dir'),
    dir('becomes-file'),
  ];
  const young = [
    dir('d', { mode: 0o700 }),
    file('d/same', 'x', { mtime: 2 }),
    file('d/other', 'bb'),
    file('d/mode', 'm', { mode: 0o755 }),
    symlink('d/link', 'other'),
    hardlink('d/new', 'd/other'),
    dir('becomes-dir'),
    file('becomes-file'),
  ];
  const diff = diffFiles(fold([makeFacts(old)]).files, fold([makeFacts(young)]).files);
  expect(diff).toEqual({
    added: {
      count: 2,
      bytes: 14,
      largest: [
        { path: 'becomes-file', after: 12 },
        { path: 'd/new', after: 2 },
      ],
    },
    removed: {
      count: 2,
      bytes: 14,
      largest: [
        { path: 'becomes-dir', before: 11 },
        { path: 'd/gone', before: 3 },
      ],
    },
    changed: {
      count: 3,
      bytes: 3,
      largest: [
        { path: 'd/other', before: 1, after: 2 },
        { path: 'd/mode', before: 1, after: 1 },
        { path: 'd/link', before: 0, after: 0 },
      ],
    },
  });
});

describe('the page', () => {
  const options = { color: false, width: 100 };
  const report = makeReport('x', { packages: makePackages('a=1 b') });

  it('says what came, went and changed', () => {
    const after = makeReport('y', { packages: makePackages('a=2 c'), findings: [] });
    const footprint = after.footprint && { ...after.footprint, totalBytes: 2_000_000 };
    const smaller = footprint === undefined ? after : { ...after, footprint };
    const text = renderDiff(diffImages({ report }, { report: smaller }), options);
    expect(text).toContain('  total         3.0 MB →    2.0 MB  -1.0 MB\n');
    expect(text).toContain(
      'PACKAGES  1 added, 1 removed, 1 changed, 0 the same\n  + deb c 1\n  - deb b 1\n  ~ deb a 1 → 2\n',
    );
    expect(text).toContain(
      'FINDINGS  0 added, 3 removed, 0 changed, 0 the same\n  - critical DSA-1-1 (deb x)',
    );
    expect(text).not.toContain('FILES');
  });

  it('lets nothing of the images reach the terminal unescaped, and cuts long lists', () => {
    const hostile = makeReport('\u001b[2J\r\n\u202e', { packages: makePackages('\u001b[2J') });
    const many = makeReport('y', {
      packages: makePackages(Array.from({ length: 60 }, (_, at) => `p${at}`).join(' ')),
    });
    const text = renderDiff(diffImages({ report: hostile }, { report: many }), options);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain('  + and 10 more\n');
  });

  it('leaves bytes and files out where a side does not know them', () => {
    const { footprint, image, ...rest } = report;
    const sbom = { ...rest, sbom: { reference: 'sbom:x', format: 'SPDX-2.3' } };
    const diff = diffImages({ report: sbom }, { report, files: new Map() });
    expect(diff.image.before).toBe('sbom:x');
    expect(Object.keys(diff)).toEqual(['schemaVersion', 'image', 'packages', 'findings']);
  });
});
