import { describe, expect, it } from 'vitest';
import { vulnerabilityFindings } from '../../src/advisory/findings.ts';
import { matchPackages } from '../../src/advisory/match.ts';
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
  it('puts the worst first', () => {
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['X-2', 'critical'],
      ['CVE-2023-1', 'high'],
    ]);
  });

  it('says what, where, since which version and how it was concluded', () => {
    const location = { path: 'var/lib/dpkg/status', layer: 2, instruction: 4 };
    expect(findings[1]).toEqual({
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
    expect(findings[0]).toMatchObject({
      message: 'Package bash 5.0-1 is affected by X-2. It is broken. No fixed version is named yet.',
      evidence: [{}, { value: 'version 5.0-1 is listed' }, { label: 'installed version', value: '5.0-1' }],
    });
    expect(findings[0]).not.toHaveProperty('fix');
    expect(findings[0]?.advisory).not.toHaveProperty('fixedVersion');
  });
});
