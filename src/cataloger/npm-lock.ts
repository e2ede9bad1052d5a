/** npm packages that package-lock.json and npm-shrinkwrap.json name. https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, parseJson } from './lock-file.ts';

/** Development dependencies count: what a bundler packs into a site is often listed among them. */
export const npmLock: FileCataloger = {
  name: 'npm-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) =>
    (path.endsWith('package-lock.json') || path.endsWith('npm-shrinkwrap.json')) &&
    names.has(lockFileName(path) ?? ''),
  catalog({ path, bytes }) {
    const lock = v.parse(Lock, parseJson(bytes));
    const found = lock.packages === undefined ? readTree(lock.dependencies ?? {}) : readPaths(lock.packages);
    return lockedResult({ type: 'npm', foundBy: 'npm-lock', path }, found);
  },
};

const names: ReadonlySet<string> = new Set(['npm-shrinkwrap.json', 'package-lock.json']);

const Entries = v.record(v.string(), v.unknown());
const Lock = v.object({ packages: v.optional(Entries), dependencies: v.optional(Entries) });
const Entry = v.object({
  name: v.optional(v.string()),
  version: v.optional(v.string(), ''),
  link: v.optional(v.boolean(), false),
  license: v.optional(v.unknown()),
  dependencies: v.optional(v.unknown()),
});

/** Versions 2 and 3: keys are places, `node_modules/a/node_modules/b`; an alias says its real name. */
function* readPaths(packages: v.InferOutput<typeof Entries>): Generator<LockedPackage> {
  const marker = 'node_modules/';
  for (const [place, value] of Object.entries(packages)) {
    const at = place.lastIndexOf(marker);
    const { success, output: entry } = v.safeParse(Entry, value);
    // The project itself, its workspaces and the links to them.
    if (at === -1 || (success && entry.link)) continue;
    const name = place.slice(at + marker.length);
    if (!success) yield { name, version: '' };
    else {
      const { license } = entry;
      yield {
        name: entry.name ?? name,
        version: entry.version,
        licenses: typeof license === 'string' && license !== '' && license.length <= 500 ? [license] : [],
      };
    }
  }
}

/** Version 1: a tree by name. An alias has the version `npm:name@1.0.0`; another URL is no release. */
function* readTree(root: v.InferOutput<typeof Entries>): Generator<LockedPackage> {
  const open: unknown[] = [root];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    if (!v.is(Entries, level)) continue;
    for (const [name, value] of Object.entries(level)) {
      const { success, output: entry } = v.safeParse(Entry, value);
      if (!success) {
        yield { name, version: '' };
        continue;
      }
      if (entry.dependencies !== undefined) open.push(entry.dependencies);
      const [, alias, version] = /^npm:(.+)@([^@]+)$/.exec(entry.version) ?? [];
      if (alias !== undefined && version !== undefined) yield { name: alias, version };
      else if (!entry.version.includes(':')) yield { name, version: entry.version };
    }
  }
}
