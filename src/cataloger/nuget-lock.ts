/** NuGet packages that packages.lock.json or packages.config names. https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import {
  decodeText,
  type LockedPackage,
  lockedResult,
  lockFileName,
  maxLockFileBytes,
  parseJson,
} from './lock-file.ts';

const names: ReadonlySet<string | undefined> = new Set(['packages.lock.json', 'packages.config']);

export const nugetLock: FileCataloger = {
  name: 'nuget-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) =>
    (path.endsWith('packages.lock.json') || path.endsWith('packages.config')) &&
    names.has(lockFileName(path)),
  catalog({ path, bytes }) {
    const found = path.endsWith('.json') ? readLock(parseJson(bytes)) : readConfig(decodeText(bytes));
    return lockedResult({ type: 'nuget', foundBy: 'nuget-lock', path }, found);
  },
};

const Dependency = v.object({ type: v.string(), resolved: v.optional(v.string(), '') });
const Lock = v.object({ dependencies: v.record(v.string(), v.record(v.string(), Dependency)) });

/** Packages by target framework; other projects of the solution are of type `Project`. */
function* readLock(json: unknown): Generator<LockedPackage> {
  for (const dependencies of Object.values(v.parse(Lock, json).dependencies)) {
    for (const [name, { type, resolved }] of Object.entries(dependencies)) {
      if (type !== 'Project') yield { name, version: resolved };
    }
  }
}

/** `<package id="NAME" version="VERSION" />`, attributes in any order. */
function* readConfig(text: string): Generator<LockedPackage> {
  for (const [tag] of text.matchAll(/<package\s[^<>]{1,1000}>/g)) {
    const name = /\sid\s?=\s?["']([^"']{1,200})["']/.exec(tag)?.[1] ?? '';
    yield { name, version: /\sversion\s?=\s?["']([^"']{1,200})["']/.exec(tag)?.[1] ?? '' };
  }
}
