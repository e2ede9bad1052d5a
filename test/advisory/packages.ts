/** Packages, advisories and stores for the tests of this folder. */
import { createStore } from '../../src/advisory/store.ts';
import type { Advisory, AdvisoryStore } from '../../src/model/advisory.ts';
import type { OperatingSystem } from '../../src/model/footprint.ts';
import type { Package } from '../../src/model/package.ts';

export function pkg(fields: Partial<Package> & Pick<Package, 'type' | 'name' | 'version'>): Package {
  return {
    purl: `pkg:${fields.type}/${fields.name}@${fields.version}`,
    licenses: [],
    foundBy: 'test',
    path: 'var/lib/dpkg/status',
    layer: 0,
    liveBytes: 0,
    inBase: false,
    ...fields,
  };
}

export function os(id: string, versionId?: string): OperatingSystem {
  return { id, idLike: [], ...(versionId === undefined ? {} : { versionId }) };
}

export function advisory(fields: Partial<Advisory> & Pick<Advisory, 'id' | 'ecosystem' | 'name'>): Advisory {
  return {
    aliases: [],
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }],
    versions: [],
    severity: 'high',
    summary: 'It is broken',
    url: 'https://example.org/',
    modified: '2026-01-02T00:00:00Z',
    ...fields,
  };
}

export function store(...advisories: readonly Advisory[]): AdvisoryStore {
  return createStore(advisories, { baseline: false });
}
