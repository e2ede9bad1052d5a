import { describe, expect, it } from 'vitest';
import { applyExceptions, type Exceptions, noExceptions } from '../../src/exception/apply.ts';
import { onlyFixed, parseSeverity } from '../../src/exception/filter.ts';
import { parseIgnoreFile } from '../../src/exception/ignore-file.ts';
import type { VexDocument } from '../../src/exception/vex/statement.ts';
import type { VexStatus } from '../../src/model/exception.ts';
import type { Finding } from '../../src/model/finding.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const today = '2026-11-24';
const purl = 'pkg:deb/debian/libxml2@2.9-1?arch=amd64';

function vulnerability(id: string, changes: Partial<Finding> = {}): Finding {
  return makeFinding({
    id,
    kind: 'vulnerability',
    aliases: [],
    location: { path: 'var/lib/dpkg/status', layer: 0 },
    package: { type: 'deb', name: 'libxml2', version: '2.9-1', purl },
    advisory: { id, aliases: [], url: 'https://example.org/' },
    ...changes,
  });
}

const fixed = { id: 'CVE-2', aliases: [], fixedVersion: '3', url: 'https://example.org/' };
const findings = [
  vulnerability('CVE-1'),
  vulnerability('CVE-2', { severity: 'low', advisory: fixed }),
  makeFinding({ id: 'root-user', severity: 'medium', aliases: ['DL3002'] }),
];
const report = makeReport('x', { findings, warnings: [] });

function outcome(exceptions: Partial<Exceptions>, of = report) {
  const result = applyExceptions(of, { ...noExceptions, ...exceptions }, today);
  return {
    left: result.findings.map(({ id }) => id),
    gone: (result.suppressedFindings ?? []).map(({ finding, suppression }) => [finding.id, suppression.by]),
    warnings: result.warnings.map(({ message }) => message),
    result,
  };
}

const ignoring = (text: string) => outcome({ ignored: parseIgnoreFile(text, 'i') });

describe('the ignore file', () => {
  const rows: readonly [string, readonly string[]][] = [
    ['CVE-1', ['CVE-2', 'root-user']],
    ['CVE-*', ['root-user']],
    ['DL3002', ['CVE-1', 'CVE-2']],
    ['* package=libxml*', ['root-user']],
    ['* package=pkg:deb/debian/libxml2', ['root-user']],
    ['* package=pkg:deb/debian/libxml2@2.9-1', ['root-user']],
    ['CVE-1 package=pkg:deb/debian/libxml2@3', ['CVE-1', 'CVE-2', 'root-user']],
    ['CVE-1 path=/var/lib/*', ['CVE-2', 'root-user']],
    ['CVE-1 path=/usr/*', ['CVE-1', 'CVE-2', 'root-user']],
    ['CVE-1 until=2026-11-24', ['CVE-2', 'root-user']],
    ['CVE-1 until=2026-11-23', ['CVE-1', 'CVE-2', 'root-user']],
  ];
  it.each(rows)('%s', (text, left) => expect(ignoring(text).left).toEqual(left));

  it('keeps what it takes out, with reason and origin, and counts the rest', () => {
    const { result } = ignoring('CVE-1 until=2027-01-31 # no XML is read');
    expect(result.suppressedFindings).toEqual([
      {
        finding: findings[0],
        suppression: { by: 'ignore', origin: 'i:1', reason: 'no XML is read', until: '2027-01-31' },
      },
    ]);
    expect(result.summary.bySeverity).toMatchObject({ high: 0, medium: 1, low: 1 });
  });

  it('says which entries have expired and which match nothing', () => {
    expect(ignoring('CVE-1 until=2026-01-01\nCVE-9\nCVE-2').warnings).toEqual([
      'i:1: CVE-1 was accepted until 2026-01-01; what it ignored is reported again',
      'i:2: CVE-9 matches nothing found here',
    ]);
  });

  it('settles an advisory of several CVEs only when all of them are accepted', () => {
    const advisory = { id: 'DSA-1', aliases: ['CVE-5', 'CVE-6'], url: '' };
    const several = makeReport('x', { findings: [vulnerability('DSA-1', { advisory })], warnings: [] });
    const left = (text: string) => outcome({ ignored: parseIgnoreFile(text, 'i') }, several).left;
    expect(left('CVE-5')).toEqual(['DSA-1']);
    expect(left('CVE-5\nCVE-6')).toEqual([]);
    expect(left('DSA-1')).toEqual([]);
  });
});

describe('filters', () => {
  const filtered = (...filters: Exceptions['filters']) => outcome({ filters }).left;
  it('--severity is the least, or a list', () => {
    expect(filtered(parseSeverity('high'))).toEqual(['CVE-1']);
    expect(filtered(parseSeverity('medium'))).toEqual(['CVE-1', 'root-user']);
    expect(filtered(parseSeverity('HIGH, low'))).toEqual(['CVE-1', 'CVE-2']);
    expect(() => parseSeverity('hihg')).toThrow(/is no severity/);
  });
  it('--only-fixed is of vulnerabilities alone', () =>
    expect(filtered(onlyFixed)).toEqual(['CVE-2', 'root-user']));
  it('what they leave out is counted', () => {
    expect(outcome({ filters: [onlyFixed, parseSeverity('medium')] }).gone).toEqual([
      ['CVE-1', 'option'],
      ['CVE-2', 'option'],
    ]);
  });
});

describe('VEX', () => {
  const statement = (status: VexStatus, time = 0, name = 'CVE-1') => ({
    names: [name],
    products: [{ purls: ['pkg:deb/debian/libxml2'], digests: [], parts: [] }],
    verdict: { status, origin: 'v, statement 1' },
    time,
  });
  const document = (...statements: VexDocument['statements']): VexDocument => ({
    name: 'v',
    statements,
    problems: [],
  });

  it.each([
    ['not_affected', ['CVE-2', 'root-user']],
    ['fixed', ['CVE-2', 'root-user']],
    ['affected', ['CVE-1', 'CVE-2', 'root-user']],
    ['under_investigation', ['CVE-1', 'CVE-2', 'root-user']],
  ] as const)('%s', (status, left) => {
    const { left: found, result } = outcome({ vex: [document(statement(status))] });
    expect(found).toEqual(left);
    const said = [
      ...result.findings,
      ...(result.suppressedFindings ?? []).map(({ suppression }) => suppression),
    ];
    expect(JSON.stringify(said)).toContain(`"status":"${status}"`);
  });

  it('the latest statement counts, in whatever document and order', () => {
    const older = document(statement('affected', 1));
    const younger = document(statement('not_affected', 2));
    expect(outcome({ vex: [younger, older] }).gone).toEqual([['CVE-1', 'vex']]);
    expect(
      outcome({ vex: [document(statement('not_affected', 1)), document(statement('affected', 2))] }).gone,
    ).toEqual([]);
    const same = document(statement('not_affected', 1), statement('affected', 1));
    expect(outcome({ vex: [same] }).gone).toEqual([]);
  });

  it('says when a document is about nothing here, and what of it could not be used', () => {
    const other = {
      ...document(statement('fixed', 1, 'CVE-77')),
      problems: ['v: 3 products cannot be recognised'],
    };
    expect(outcome({ vex: [other] }).warnings).toEqual([
      'v: 3 products cannot be recognised',
      'v: none of its 1 statements is about anything found here',
    ]);
  });

  it('an entry that VEX made needless is still of use', () => {
    const { gone, warnings } = outcome({
      vex: [document(statement('not_affected'))],
      ignored: parseIgnoreFile('CVE-1', 'i'),
    });
    expect(gone).toEqual([['CVE-1', 'vex']]);
    expect(warnings).toEqual([]);
  });
});
