import { describe, expect, it } from 'vitest';
import { explain } from '../../src/advisory/explain.ts';
import { matchPackages } from '../../src/advisory/match.ts';
import { createStore } from '../../src/advisory/store.ts';
import type { Advisory, RangeEvent } from '../../src/model/advisory.ts';
import type { Package } from '../../src/model/package.ts';
import { renderExplanation } from '../../src/report/explain/render.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const os = { id: 'debian', versionId: '12', idLike: [] };

function makeAdvisory(id: string, events: readonly RangeEvent[], fields: Partial<Advisory> = {}): Advisory {
  return {
    id,
    aliases: ['CVE-2024-1'],
    ecosystem: 'Debian:12',
    name: 'xz-utils',
    ranges: [{ type: 'ECOSYSTEM', events }],
    versions: [],
    severity: 'high',
    summary: 'a back door',
    url: 'https://example.org/',
    modified: '2024-03-29T00:00:00Z',
    ...fields,
  };
}

const library: Package = {
  type: 'deb',
  name: 'liblzma5',
  version: '5.4.1-0.2',
  source: { name: 'xz-utils', version: '5.4.1-0.2' },
  purl: 'pkg:deb/debian/liblzma5@5.4.1-0.2',
  path: 'var/lib/dpkg/status',
  layer: 0,
  licenses: [],
  foundBy: 'dpkg',
  liveBytes: 0,
  inBase: true,
};

const from = [{ introduced: '0' }, { fixed: '5.4.1-1' }];
const later = [{ introduced: '5.6.0-1' }, { fixed: '5.6.1+really5.4.5-1' }];

function explainWith(
  advisories: readonly Advisory[],
  id = 'CVE-2024-1',
  packages: readonly Package[] = [library],
) {
  const store = createStore(advisories, { baseline: false });
  const explanation = explain(id, { packages, os, store });
  // Never another verdict than matching's own.
  expect(explanation.packages.some(({ outcome }) => outcome === 'affected')).toBe(
    matchPackages(packages, os, store).matches.some(({ aliases, id: found }) =>
      [found, ...aliases].some((name) => explanation.names.includes(name)),
    ),
  );
  return explanation;
}

describe('an explanation', () => {
  it('keeps each comparison in the order of versions', () => {
    const [found] = explainWith([makeAdvisory('DSA-1', [...from].reverse())]).packages;
    expect(found).toMatchObject({ outcome: 'affected', package: { name: 'liblzma5' } });
    expect(found?.advisories).toMatchObject([
      {
        id: 'DSA-1',
        name: 'xz-utils',
        version: '5.4.1-0.2',
        scheme: { id: 'deb' },
        isAffected: true,
        fixedVersion: '5.4.1-1',
        ranges: [
          {
            includes: true,
            steps: [
              { kind: 'introduced', version: '0', relation: '>' },
              { kind: 'fixed', version: '5.4.1-1', relation: '<' },
            ],
          },
        ],
      },
    ]);
  });

  it('tells why a version is in no range', () => {
    const [found] = explainWith([makeAdvisory('DSA-1', later)]).packages;
    expect(found).toMatchObject({ outcome: 'not-affected', advisories: [{ isAffected: false }] });
    expect(found?.advisories[0]?.ranges[0]?.steps.map(({ relation }) => relation)).toEqual(['<', '<']);
  });

  it.each(['CVE-2024-1', 'cve-2024-1', 'DSA-1', 'dsa-1', 'GHSA-x'])('knows the trouble as %s', (id) => {
    const advisory = makeAdvisory('DSA-1', from, { aliases: ['CVE-2024-1', 'GHSA-x'] });
    expect(explainWith([advisory], id)).toMatchObject({
      names: ['CVE-2024-1', 'DSA-1', 'GHSA-x'],
      packages: [{ outcome: 'affected' }],
    });
  });

  it('does not take the other CVEs of an advisory for the same trouble', () => {
    const both = makeAdvisory('DSA-1', from, { aliases: ['CVE-2024-1', 'CVE-2024-2'] });
    const other = makeAdvisory('DSA-2', from, { aliases: ['CVE-2024-2'] });
    const { packages } = explainWith([both, other]);
    expect(packages[0]?.advisories.map(({ id }) => id)).toEqual(['DSA-1']);
  });

  it('says where it looked when nothing knows it', () => {
    const explanation = explainWith([makeAdvisory('DSA-1', from)], 'CVE-1999-1');
    expect(explanation).toMatchObject({ packages: [], searched: [{ ecosystem: 'Debian:12', records: 1 }] });
  });

  it('says when a version or an event cannot be read', () => {
    const odd = { ...library, source: { name: 'xz-utils', version: 'not a version' } };
    const [found] = explainWith([makeAdvisory('DSA-1', from)], 'CVE-2024-1', [odd]).packages;
    expect(found?.advisories).toMatchObject([{ isReadable: false, isAffected: false }]);
    const broken = explainWith([makeAdvisory('DSA-1', [{ introduced: '0' }, { fixed: 'what?' }])])
      .packages[0];
    expect(broken?.advisories[0]?.ranges[0]?.steps[1]).toEqual({ kind: 'fixed', version: 'what?' });
  });

  it('tells of rows that another one stands for', () => {
    const store = createStore([makeAdvisory('DSA-1', from)], { baseline: false });
    const suppressed = [{ package: library, reason: 'told already', by: 'pkg:x' }];
    const { packages } = explain('CVE-2024-1', { packages: [], suppressed, os, store });
    expect(packages).toMatchObject([{ outcome: 'told-once', reason: 'told already (pkg:x)' }]);
  });
});

describe('its text', () => {
  const render = (
    explanation: ReturnType<typeof explainWith>,
    report = makeReport('x', { packages: [library] }),
  ) => renderExplanation(explanation, report, { color: false, width: 100 });

  it('has the verdict first, then the comparisons', () => {
    const text = render(explainWith([makeAdvisory('DSA-1', from)]));
    const order = [
      'CVE-2024-1 in example.org/x:latest',
      '1 of 1 packages affected',
      'deb liblzma5',
      'range 1 of 1',
    ];
    const places = [...order, '5.4.1-0.2 > introduced    0', '5.4.1-0.2 < fixed', '→ affected'].map((part) =>
      text.indexOf(part),
    );
    expect(places.every((place) => place >= 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  it('says what was decided and what ends it', () => {
    const finding = makeFinding({
      id: 'CVE-2024-1',
      kind: 'vulnerability',
      location: { path: library.path },
      package: { type: 'deb', name: library.name, version: library.version, purl: library.purl },
      remedy: { action: 'rebuild', text: 'Rebuild.', version: '5.4.1-1' },
    });
    const suppression = { by: 'ignore', origin: 'i:1', reason: 'not linked' } as const;
    const explanation = explainWith([makeAdvisory('DSA-1', from)]);
    const report = makeReport('x', { findings: [], suppressedFindings: [{ finding, suppression }] });
    expect(render(explanation, report)).toContain('not reported: i:1: not linked');
    expect(render(explanation, report)).toContain('what to do: liblzma5 → 5.4.1-1: Rebuild.');
  });

  it('is never silently clean', () => {
    const text = render(explainWith([], 'CVE-1'));
    expect(text).toContain('Not matched: no advisory of that name knows any of 1 packages.');
    expect(text).toContain('Looked in Debian:12 (0 advisories).');
    expect(text).toContain('! the feed is old');
  });

  it('draws the events around the version of a range with many, and explains the same once', () => {
    const events = Array.from(
      { length: 400 },
      (_, index): RangeEvent => (index % 2 === 0 ? { introduced: `${index}-1` } : { fixed: `${index}-1` }),
    );
    const packages = Array.from({ length: 9 }, (_, index) => ({ ...library, path: `p${index}` }));
    const text = render(explainWith([makeAdvisory('DSA-1', events)], 'CVE-2024-1', packages));
    expect(text.split('\n').length).toBeLessThan(40);
    expect(text).toContain('and 388 events further off');
    expect(text).toContain('and at 6 more places');
  });

  it('lets nothing of an advisory steer a terminal', () => {
    const hostile = 'x\u001b[2J\u202e';
    const advisory = makeAdvisory('DSA-1', from, { summary: hostile, url: hostile, name: 'xz-utils' });
    expect(render(explainWith([advisory])).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
