import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/advisory/catalog.ts';
import { type RemedyInput, withRemedies } from '../../src/advisory/remedy.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Package } from '../../src/model/package.ts';
import { makeFinding } from '../support/report.ts';

const os = { id: 'debian', versionId: '12', codename: 'bookworm', prettyName: 'Debian 12', idLike: [] };

function makePackage(fields: Partial<Package>): Package {
  const merged = {
    type: 'deb',
    name: 'openssl',
    version: '3.0.1',
    path: 'var/lib/dpkg/status',
    licenses: [],
    foundBy: 'x',
    liveBytes: 0,
    inBase: true,
    ...fields,
  } as const;
  return { purl: `pkg:${merged.type}/${merged.name}`, ...merged };
}

function findingOf(pkg: Package, fixedVersion?: string, id = 'CVE-1'): Finding {
  return makeFinding({
    id,
    kind: 'vulnerability',
    location: { path: pkg.path },
    inBase: pkg.inBase,
    package: { type: pkg.type, name: pkg.name, version: pkg.version, purl: pkg.purl },
    advisory: { id, aliases: [], url: '', ...(fixedVersion === undefined ? {} : { fixedVersion }) },
  });
}

const own = { inBase: false, instruction: 3 };
const library = {
  type: 'npm',
  name: 'lodash',
  version: '4.17.20',
  path: 'srv/node_modules/lodash/package.json',
} as const;
const stdlib = { type: 'golang', name: 'stdlib', version: '1.19.8', path: 'app' } as const;

const input: RemedyInput = {
  packages: [],
  catalog: await loadCatalog(),
  today: '2026-11-24',
  os,
  base: { layers: 1, name: 'debian:12', evidence: 'history', tarBytes: 1 },
  endOfLife: '2028-06-30',
  instructionText: (index) =>
    ({ 3: 'RUN apt-get install -y openssl', 4: 'RUN apt-get install openssl=3.0.1', 5: 'RUN npm ci' })[index],
};

/** Action and text of the remedy. */
function remedyOf(
  pkg: Package,
  fixed?: string,
  changes: Partial<RemedyInput> = {},
): readonly (string | undefined)[] {
  const [finding] = withRemedies([findingOf(pkg, fixed)], { ...input, ...changes, packages: [pkg] });
  return [finding?.remedy?.action, finding?.remedy?.text];
}

describe('a remedy', () => {
  it('of what the distribution has fixed in the base is a rebuild', () => {
    expect(remedyOf(makePackage({}), '3.0.2')).toEqual([
      'rebuild',
      'Rebuild on today’s debian:12: `docker build --pull --no-cache`; raise its digest where FROM pins it.',
    ]);
  });
  it('of a library in the base is a newer tag where there is one', () => {
    const base = { ...(input.base ?? expect.fail()), name: 'node:20-alpine' };
    expect(remedyOf(makePackage(library), '4.17.21', { base })).toEqual([
      'bump-tag',
      'Build on node:24-alpine in place of node:20-alpine.',
    ]);
    expect(remedyOf(makePackage(library), '4.17.21', { base: { ...base, name: 'node:24-alpine' } })[0]).toBe(
      'rebuild',
    );
  });
  it('of a package that a line of one’s own installs is a rebuild, or the line where it names the version', () => {
    expect(remedyOf(makePackage(own), '3.0.2')).toEqual([
      'rebuild',
      'Rebuild without the cache, `docker build --no-cache`: `RUN apt-get install -y openssl` takes today’s packages.',
    ]);
    expect(remedyOf(makePackage({ ...own, instruction: 4 }), '3.0.2')).toEqual([
      'change-line',
      'Raise the pinned version in `RUN apt-get install openssl=3.0.1`.',
    ]);
  });
  it('of a library of one’s own is the line, the lock file or the build that brought it', () => {
    const texts = [
      makePackage({ ...library, inBase: false, instruction: 5 }),
      makePackage({ ...library, inBase: false, path: 'srv/package-lock.json', fromLockFile: true }),
      makePackage({ ...library, inBase: false }),
      makePackage({ ...stdlib, inBase: false, instruction: 5 }),
      makePackage({ ...stdlib, inBase: false, name: 'example.org/lib' }),
    ].map((pkg) => remedyOf(pkg, '9.0.0'));
    expect(texts).toEqual([
      ['change-line', 'Raise the versions installed (`RUN npm ci`).'],
      ['change-line', 'Raise the versions in /srv/package-lock.json.'],
      ['change-line', 'Raise the versions that the image installs.'],
      ['change-line', 'Build /app with a newer Go (`RUN npm ci`).'],
      ['change-line', 'Build /app with newer modules in go.mod.'],
    ]);
  });
  it('of what nobody has fixed is nothing, or a supported release', () => {
    expect(remedyOf(makePackage({}))[0]).toBe('none-yet');
    expect(remedyOf(makePackage({}), undefined, { endOfLife: '2026-01-31' })).toEqual([
      'bump-tag',
      'Build on debian:13: Debian 12 has had no free security updates since 2026-01-31.',
    ]);
    expect(remedyOf(makePackage(library), undefined, { endOfLife: '2026-01-31' })[0]).toBe('none-yet');
  });
  it('names the version that ends all of a package’s, by its ecosystem’s order', () => {
    const pkg = makePackage({});
    const findings = ['3.0.9', '3.0.10~rc1', undefined].map((fixed, index) =>
      findingOf(pkg, fixed, `CVE-${index}`),
    );
    const remedies = withRemedies(findings, { ...input, packages: [pkg] }).map(
      ({ remedy }) => remedy?.version,
    );
    expect(remedies).toEqual(['3.0.10~rc1', '3.0.10~rc1', undefined]);
  });
  it('leaves other findings as they are', () => {
    const finding = makeFinding();
    expect(withRemedies([finding], input)).toEqual([finding]);
  });
});
