import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreOf } from '../../src/advisory/cvss.ts';
import { decodeOsv } from '../../src/advisory/osv.ts';

const record = {
  schema_version: '1.7.0',
  id: 'GHSA-xvch-5gv4-984h',
  modified: '2023-02-27T14:47:14Z',
  published: '2022-03-18T00:01:09Z',
  aliases: ['CVE-2021-44906'],
  upstream: ['CVE-2020-0001'],
  summary: 'Prototype pollution in minimist',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'minimist' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '1.0.0' }, { last_affected: '1.2.5' }] }],
      versions: ['0.2.3'],
    },
  ],
  references: [
    { type: 'WEB', url: 'https://example.org/web' },
    { type: 'ADVISORY', url: 'https://example.org/advisory' },
  ],
};

function decode(changes: object) {
  return decodeOsv({ ...record, ...changes }, 'npm.jsonl:3', scoreOf);
}

const [affected] = record.affected;

describe('decodeOsv', () => {
  it('reduces a record to one advisory for each affected package', () => {
    const other = { ...affected, package: { ecosystem: 'npm', name: 'other' } };
    const { advisories, warnings } = decode({ affected: [affected, other] });
    expect(warnings).toEqual([]);
    expect(advisories.map(({ name }) => name)).toEqual(['minimist', 'other']);
    expect(advisories[0]).toEqual({
      id: 'GHSA-xvch-5gv4-984h',
      aliases: ['CVE-2020-0001', 'CVE-2021-44906'],
      ecosystem: 'npm',
      name: 'minimist',
      ranges: [{ type: 'SEMVER', events: [{ introduced: '1.0.0' }, { lastAffected: '1.2.5' }] }],
      versions: ['0.2.3'],
      severity: 'critical',
      cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
      score: 9.8,
      summary: 'Prototype pollution in minimist',
      url: 'https://example.org/advisory',
      modified: '2023-02-27T14:47:14Z',
    });
  });

  it.each([
    ['withdrawn', { withdrawn: '2024-01-01T00:00:00Z' }],
    [
      'only commits',
      { affected: [{ ...affected, ranges: [{ type: 'GIT', repo: 'x', events: [] }], versions: [] }] },
    ],
    ['no package', { affected: [{ versions: ['1.0.0'] }] }],
    ['nothing affected', { affected: null }],
  ])('gives nothing and no warning: %s', (_name, changes) => {
    expect(decode(changes)).toMatchObject({ advisories: [], warnings: [] });
  });

  it.each([
    ['id', { id: undefined }, 'npm.jsonl:3'],
    ['modified', { modified: 'yesterday' }, record.id],
    ['aliases', { aliases: 'CVE-1' }, record.id],
    ['affected', { affected: [{ package: { ecosystem: 'npm' } }] }, record.id],
    [
      'events',
      { affected: [{ ...affected, ranges: [{ type: 'SEMVER', events: [{ fixed: '1' }] }] }] },
      record.id,
    ],
    [
      'two in one',
      {
        affected: [{ ...affected, ranges: [{ type: 'SEMVER', events: [{ introduced: '0', fixed: '1' }] }] }],
      },
      record.id,
    ],
    [
      'both ends',
      {
        affected: [
          {
            ...affected,
            ranges: [
              { type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2' }, { last_affected: '1' }] },
            ],
          },
        ],
      },
      record.id,
    ],
    ['unknown type', { affected: [{ ...affected, ranges: [{ type: 'DATE', events: [] }] }] }, record.id],
  ])('warns about a record that breaks the schema and names it: %s', (_name, changes, named) => {
    const { advisories, warnings } = decode(changes);
    expect(advisories).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.code).toBe('ADVISORY_INVALID');
    expect(warnings[0]?.message).toContain(`Advisory ${named} is not used`);
  });

  it('falls back to details, to the first reference, to the page of OSV', () => {
    const { advisories } = decode({ summary: '', details: '\n  First line \nSecond', references: [] });
    expect(advisories[0]).toMatchObject({
      summary: 'First line',
      url: 'https://osv.dev/vulnerability/GHSA-xvch-5gv4-984h',
    });
    const unsafe = decode({ references: [{ type: 'ADVISORY', url: 'javascript:alert(1)' }] });
    expect(unsafe.advisories[0]?.url).toBe('https://osv.dev/vulnerability/GHSA-xvch-5gv4-984h');
  });

  it("takes the database's word and the sign of exploitation from where databases put them", () => {
    const specific = { severity: 'LOW', knownExploited: true };
    expect(decode({ database_specific: specific }).advisories[0]).toMatchObject({
      severity: 'low',
      score: 9.8,
      knownExploited: true,
    });
    expect(decode({ database_specific: { severity: 7, knownExploited: 'no' } }).advisories[0]?.severity).toBe(
      'critical',
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => void decodeOsv(value, 'x', scoreOf)));
    const field = fc.constantFrom(...Object.keys(record));
    fc.assert(fc.property(field, fc.anything(), (key, value) => void decode({ [key]: value })));
  });
});
