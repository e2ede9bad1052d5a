/** Julia packages that Manifest.toml names. https://pkgdocs.julialang.org/v1/toml-files/#Manifest.toml */
import { parse } from 'smol-toml';
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeText, type LockedPackage, lockedResult, lockFileName } from './lock-file.ts';
import { maxTomlBytes } from './toml-lock.ts';

const fileName = /^(?:Julia)?Manifest(?:-v\d+\.\d+)?\.toml$/;

/** Other tools have files of the name too, which list no such packages. */
export const juliaLock: FileCataloger = {
  name: 'julia-lock',
  version: 1,
  maxBytes: maxTomlBytes,
  wants: (path) => path.endsWith('.toml') && fileName.test(lockFileName(path) ?? ''),
  catalog({ path, bytes }) {
    const document = parse(decodeText(bytes));
    const list: unknown = Object.hasOwn(document, 'manifest_format') ? document['deps'] : document;
    return lockedResult({ type: 'julia', foundBy: 'julia-lock', path }, readPackages(list));
  },
};

const Named = v.record(v.string(), v.unknown());
const Versions = v.array(v.object({ uuid: v.string(), version: v.optional(v.string()) }));

/** `[[deps.NAME]]`, or `[[NAME]]` in the first format; the standard library's have no version. */
function* readPackages(list: unknown): Generator<LockedPackage> {
  if (!v.is(Named, list)) return;
  for (const [name, items] of Object.entries(list)) {
    if (!v.is(Versions, items)) continue;
    for (const { version } of items) if (version !== undefined) yield { name, version };
  }
}
