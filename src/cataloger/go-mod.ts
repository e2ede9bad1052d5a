/** Go modules that go.mod requires, for what was built from it and left no build information. https://go.dev/ref/mod#go-mod-file */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, textLines } from './lock-file.ts';

/** The standard library and the toolchain's tests have modules of their own: what is installed of them is Go. */
const toolchain = /^usr\/(?:local|lib|share)\/go(?:-[\d.]+)?\//;

/** Versions as written, `v1.2.3`; replacements are applied, and modules replaced by a folder are left out. */
export const goMod: FileCataloger = {
  name: 'go-mod',
  version: 1,
  maxBytes: 4 * 1024 * 1024,
  wants: (path) => path.endsWith('go.mod') && lockFileName(path) === 'go.mod' && !toolchain.test(path),
  catalog: ({ path, bytes }) => lockedResult({ type: 'golang', foundBy: 'go-mod', path }, readModules(bytes)),
};

function readModules(bytes: Uint8Array): readonly LockedPackage[] {
  const required: LockedPackage[] = [];
  /** By `path` or `path version`; the value has no version where it is a folder. */
  const replacements = new Map<string, { readonly name: string; readonly version: string | undefined }>();
  for (const { verb, words } of readDirectives(bytes)) {
    const [name = '', version = ''] = words;
    if (verb === 'require') required.push({ name, version });
    if (verb === 'replace') {
      const arrow = words.indexOf('=>');
      const [target = '', targetVersion] = words.slice(arrow + 1);
      if (arrow > 0)
        replacements.set(words.slice(0, arrow).join(' '), { name: target, version: targetVersion });
    }
  }
  return required.flatMap((module) => {
    const replacement = replacements.get(`${module.name} ${module.version}`) ?? replacements.get(module.name);
    if (replacement === undefined) return [module];
    const { name, version } = replacement;
    return version === undefined ? [] : [{ name, version }];
  });
}

/** `verb words`, or the words alone on the lines of a block `verb (...)`; quotes are taken off. */
function* readDirectives(
  bytes: Uint8Array,
): Generator<{ readonly verb: string; readonly words: readonly string[] }> {
  let block: string | undefined;
  for (const line of textLines(bytes)) {
    const comment = line.indexOf('//');
    const words = (comment === -1 ? line : line.slice(0, comment))
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => word.replace(/^["`](.*)["`]$/, '$1'));
    const [first, second] = words;
    if (first === undefined) continue;
    if (first === ')') block = undefined;
    else if (block !== undefined) yield { verb: block, words };
    else if (second === '(') block = first;
    else yield { verb: first, words: words.slice(1) };
  }
}
