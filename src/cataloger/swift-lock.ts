/** Swift packages that Package.resolved names. https://github.com/swiftlang/swift-package-manager */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, maxLockFileBytes, parseJson } from './lock-file.ts';

/** Names are the repositories' addresses: `github.com/apple/swift-nio`. */
export const swiftLock: FileCataloger = {
  name: 'swift-lock',
  version: 1,
  maxBytes: maxLockFileBytes,
  wants: (path) => path.endsWith('Package.resolved') && lockFileName(path) === 'Package.resolved',
  catalog({ path, bytes }) {
    const resolved = v.parse(Resolved, parseJson(bytes));
    const pins = 'object' in resolved ? resolved.object.pins : resolved.pins;
    return lockedResult({ type: 'swift', foundBy: 'swift-lock', path }, readPins(pins));
  },
};

const Pin = v.object({
  location: v.optional(v.string()),
  repositoryURL: v.optional(v.string()),
  state: v.object({ version: v.nullish(v.string()) }),
});
const Pins = v.array(Pin);
/** Version 1 of the format has them in `object`. */
const Resolved = v.union([v.object({ object: v.object({ pins: Pins }) }), v.object({ pins: Pins })]);

/** Pins of a branch or a commit alone have no version. */
function* readPins(pins: v.InferOutput<typeof Pins>): Generator<LockedPackage> {
  for (const { location, repositoryURL, state } of pins) {
    if (typeof state.version === 'string')
      yield { name: repositoryName(location ?? repositoryURL ?? ''), version: state.version };
  }
}

/** Without scheme, account and `.git`. */
function repositoryName(address: string): string {
  return address
    .replace(/^[a-z+]{1,10}:\/\//, '')
    .replace(/^[^@/]{0,100}@/, '')
    .replace(/^([^/:]{1,200}):/, '$1/')
    .replace(/(?:\.git)?\/?$/, '');
}
