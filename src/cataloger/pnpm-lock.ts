/** npm packages that pnpm-lock.yaml names, lockfile versions 5 to 9. https://github.com/pnpm/spec/tree/master/lockfile */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, textLines } from './lock-file.ts';

/**
 * Also `node_modules/.pnpm/lock.yaml`, what pnpm installed there: where it linked files from a store that comes earlier
 * in the layer, nothing else says it. Read by lines: pnpm writes its YAML in one way only, block style by two spaces,
 * and a megabyte of it takes a YAML parser longer than all other lock files together.
 */
export const pnpmLock: FileCataloger = {
  name: 'pnpm-lock',
  version: 2,
  maxBytes: maxLockFileBytes,
  wants: (path) =>
    path.endsWith('node_modules/.pnpm/lock.yaml') ||
    (path.endsWith('pnpm-lock.yaml') && lockFileName(path) === 'pnpm-lock.yaml'),
  catalog: ({ path, bytes }) =>
    lockedResult({ type: 'npm', foundBy: 'pnpm-lock', path }, readPackages(bytes)),
};

interface Item {
  readonly key: string;
  /** Where the key is no name and version: a tarball's or a repository's address. */
  name: string | undefined;
  version: string | undefined;
}

function* readPackages(bytes: Uint8Array): Generator<LockedPackage> {
  let isInside = false;
  let item: Item | undefined;
  for (const line of textLines(bytes)) {
    if (line === '') continue;
    if (!line.startsWith(' ')) {
      yield* readItem(item);
      item = undefined;
      isInside = line.trimEnd() === 'packages:';
    } else if (isInside) {
      const key = /^ {2}(?:'([^']{1,4000})'|([^\s'][^']{0,4000}?)):(?: \{\})?$/.exec(line);
      if (key !== null) {
        yield* readItem(item);
        item = { key: key[1] ?? key[2] ?? '', name: undefined, version: undefined };
      } else if (item !== undefined) {
        const field = /^ {4}(name|version): '?([^\s']{1,300})'?$/.exec(line);
        if (field?.[1] === 'name') item.name ??= field[2];
        if (field?.[1] === 'version') item.version ??= field[2];
      }
    }
  }
  yield* readItem(item);
}

/** `/@a/b/1.0.0_peers` (5), `/@a/b@1.0.0(peers)` (6), `@a/b@1.0.0` (9). */
const slashKey = /^\/((?:@[^/]+\/)?[^/@]+)\/(\d[^/_(]*)(?:[_(/].*)?$/;
const atKey = /^\/?((?:@[^/@]+\/)?[^/@]+)@([^()]+)(?:\(.*)?$/;

function* readItem(item: Item | undefined): Generator<LockedPackage> {
  if (item === undefined) return;
  const [, keyName, keyVersion] = slashKey.exec(item.key) ?? atKey.exec(item.key) ?? [];
  // A folder of the project itself.
  if (item.key.startsWith('file:') || keyVersion?.startsWith('file:') || keyVersion?.startsWith('link:'))
    return;
  const isRelease = keyVersion !== undefined && /^\d/.test(keyVersion);
  const name = item.name ?? keyName;
  const version = item.version ?? (isRelease ? keyVersion : undefined);
  yield { name: name ?? item.key, version: version ?? '' };
}
