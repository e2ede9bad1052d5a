import { describe, expect, it } from 'vitest';
import { dismissedFindings, vulnerabilityFindings } from '../../src/advisory/findings.ts';
import { matchPackages } from '../../src/advisory/match.ts';
import type { Advisory, AdvisoryStore, Exploitation } from '../../src/model/advisory.ts';
import { advisory, os, pkg, store } from './packages.ts';

const libssl = pkg({
  type: 'deb',
  name: 'libssl3',
  version: '3.0.9-1+b2',
  source: { name: 'openssl', version: '3.0.9-1' },
  layer: 2,
  instruction: 4,
  inBase: true,
});
const bash = pkg({ type: 'deb', name: 'bash', version: '5.0-1', layer: 1 });

const records = [
  advisory({
    id: 'DEBIAN-CVE-2023-1',
    ecosystem: 'Debian:12',
    name: 'openssl',
    aliases: ['CVE-2023-1'],
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.11-1' }] }],
    severity: 'high',
    cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
    score: 7.5,
    knownExploited: true,
    summary: 'Certificates make it loop.',
    url: 'https://example.org/1',
  }),
  advisory({
    id: 'DSA-1',
    ecosystem: 'Debian:12',
    name: 'openssl',
    aliases: ['CVE-2023-1'],
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.11-1' }] }],
    severity: 'unknown',
  }),
  advisory({
    id: 'X-2',
    ecosystem: 'Debian:12',
    name: 'bash',
    ranges: [],
    versions: ['5.0-1'],
    severity: 'critical',
  }),
];

const findings = vulnerabilityFindings(
  matchPackages([libssl, bash], os('debian', '12'), store(...records)).matches,
);

describe('vulnerabilityFindings', () => {
  it('makes one of each match, in the same order', () => {
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['CVE-2023-1', 'high'],
      ['X-2', 'critical'],
    ]);
  });

  it('says what, where, since which version and how it was concluded', () => {
    const location = { path: 'var/lib/dpkg/status', layer: 2, instruction: 4 };
    expect(findings[0]).toEqual({
      id: 'CVE-2023-1',
      kind: 'vulnerability',
      severity: 'high',
      title: 'libssl3 3.0.9-1+b2: Certificates make it loop',
      message:
        'Package libssl3 3.0.9-1+b2 is affected by CVE-2023-1. Certificates make it loop. ' +
        'It is known to be exploited. Version 3.0.11-1 ends it. It came with the base image.',
      location,
      evidence: [
        { label: 'advisory', value: 'DEBIAN-CVE-2023-1 (Debian:12 openssl) https://example.org/1' },
        { label: 'affected', value: 'all versions, fixed in 3.0.11-1' },
        { label: 'installed version of source openssl', value: '3.0.9-1', location },
        { label: 'advisory', value: 'DSA-1 (Debian:12 openssl) https://example.org/' },
        { label: 'affected', value: 'all versions, fixed in 3.0.11-1' },
        { label: 'installed version of source openssl', value: '3.0.9-1', location },
      ],
      evidenceTotal: 6,
      aliases: ['DEBIAN-CVE-2023-1', 'DSA-1'],
      package: { type: 'deb', name: 'libssl3', version: '3.0.9-1+b2', purl: libssl.purl },
      advisory: {
        id: 'CVE-2023-1',
        aliases: ['DEBIAN-CVE-2023-1', 'DSA-1'],
        fixedVersion: '3.0.11-1',
        cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
        score: 7.5,
        knownExploited: true,
        url: 'https://example.org/1',
      },
      fix: 'Update libssl3 (source openssl) to 3.0.11-1 or later.',
      inBase: true,
    });
  });

  it('says so when there is no fix and when a version is listed', () => {
    expect(findings[1]).toMatchObject({
      message: 'Package bash 5.0-1 is affected by X-2. It is broken. No fixed version is named yet.',
      evidence: [{}, { value: 'version 5.0-1 is listed' }, { label: 'installed version', value: '5.0-1' }],
    });
    expect(findings[1]).not.toHaveProperty('fix');
    expect(findings[1]?.advisory).not.toHaveProperty('fixedVersion');
  });
});

/** The finding of one advisory about a package, on Debian 12 unless said. */
function findingOf(subject: typeof bash, fields: Partial<Advisory>, system = os('debian', '12'), feed = {}) {
  const record = advisory({ id: 'X-1', ecosystem: 'Debian:12', name: subject.name, ...fields });
  const filled: AdvisoryStore = { ...store(record), ...feed };
  const [finding] = vulnerabilityFindings(matchPackages([subject], system, filled).matches);
  if (finding === undefined) throw new Error('nothing was found');
  return finding;
}

const open = [{ type: 'ECOSYSTEM' as const, events: [{ introduced: '0' }] }];

describe('what more is known', () => {
  it.each([
    ['unimportant', undefined, 'The distribution calls it unimportant.'],
    ['postponed', 'Minor issue', 'The distribution has put its fix off: Minor issue.'],
    ['will-not-fix', undefined, 'The distribution will not fix it.'],
    ['end-of-life', undefined, 'The distribution no longer supports the package.'],
    ['undetermined', undefined, 'The distribution has not decided yet whether the package is affected.'],
  ] as const)('%s: %s', (verdict, reason, text) => {
    const said = { verdict, ...(reason === undefined ? {} : { verdictReason: reason }) };
    const finding = findingOf(bash, { ranges: open, ...said });
    expect(finding.message).toContain(text);
    expect(finding.advisory).toMatchObject(said);
  });

  it('is that the distribution calls it unimportant, whoever calls it high', () => {
    const about = { ecosystem: 'Debian:12', name: 'bash', aliases: ['CVE-1'], ranges: open };
    const feed = store(
      advisory({ id: 'A-1', ...about, severity: 'high' }),
      advisory({ id: 'B-1', ...about, severity: 'info', verdict: 'unimportant' }),
    );
    const [finding] = vulnerabilityFindings(matchPackages([bash], os('debian', '12'), feed).matches);
    expect(finding?.severity).toBe('info');
  });

  it('is exploitation: of all CVEs the worst', () => {
    const known: Readonly<Record<string, Exploitation>> = {
      'CVE-1': { epss: 0.2, epssPercentile: 0.9, known: true },
      'CVE-2': { epss: 0.7, epssPercentile: 0.97, ransomware: true },
    };
    const feed = { exploitation: (cve: string) => known[cve] };
    const finding = findingOf(bash, { aliases: ['CVE-1', 'CVE-2', 'CVE-3'], ranges: open }, undefined, feed);
    expect(finding.advisory).toMatchObject({
      knownExploited: true,
      ransomware: true,
      epss: 0.7,
      epssPercentile: 0.97,
    });
    expect(finding.message).toContain(
      'It is known to be exploited. Ransomware uses it. The chance that it is exploited in the next 30 days is estimated at 70 %.',
    );
  });

  it('is that only headers of the kernel are there', () => {
    const source = { name: 'linux', version: '6.1.1-1' };
    const headers = pkg({ type: 'deb', name: 'linux-libc-dev', version: '6.1.1-1', source });
    const image = { ...headers, name: 'linux-image-amd64' };
    const record = { name: 'linux', ranges: open, severity: 'critical' } as const;
    const finding = findingOf(headers, record);
    expect(finding.severity).toBe('info');
    expect(finding.message).toContain(
      "Only headers of the kernel are installed: the kernel that runs is the host's.",
    );
    expect(finding.evidence.at(-1)).toEqual({ label: 'severity where the kernel runs', value: 'critical' });
    expect(findingOf(image, record).severity).toBe('critical');
  });

  it('is who built the package', () => {
    const node = pkg({ type: 'deb', name: 'nodejs', version: '20.1.0-1nodesource1' });
    const finding = findingOf(node, { ranges: open });
    expect(finding.package?.builtBy).toBe('NodeSource');
    expect(finding.message).toContain('It was built by NodeSource, not by the distribution');
  });

  it("is that Ubuntu's fix needs a subscription", () => {
    const subject = pkg({ type: 'deb', name: 'bash', version: '5.0-1' });
    const finding = findingOf(
      subject,
      {
        ecosystem: 'Ubuntu:Pro:18.04:LTS',
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '5.0-1+esm1' }] }],
      },
      os('ubuntu', '18.04'),
    );
    expect(finding.fix).toBe('Update bash to 5.0-1+esm1 or later, with Ubuntu Pro.');
  });
});

it('dismissedFindings says whose word it is', () => {
  const about = { ecosystem: 'Debian:12', name: 'bash', aliases: ['CVE-1'] };
  const feed = store(
    advisory({ id: 'OTHER-1', ...about, ranges: open }),
    advisory({
      id: 'DEBIAN-CVE-1',
      ...about,
      ranges: [],
      verdict: 'not-affected',
      verdictReason: 'built without it',
    }),
  );
  const { matches, dismissed } = matchPackages([bash], os('debian', '12'), feed);
  expect(matches).toEqual([]);
  expect(dismissedFindings(dismissed)).toMatchObject([
    {
      finding: { id: 'CVE-1', kind: 'vulnerability' },
      suppression: { by: 'distribution', origin: 'DEBIAN-CVE-1', reason: 'built without it' },
    },
  ]);
});
