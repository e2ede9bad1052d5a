/** Python distributions that poetry.lock, uv.lock, pdm.lock, pylock.toml and Pipfile.lock name. https://packaging.python.org/en/latest/specifications/pylock-toml/ */
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, parseJson } from './lock-file.ts';
import { maxTomlBytes, readTomlPackages, type TomlPackage } from './toml-lock.ts';

/** The project itself and what is installed from its folders are left out. */
export const pythonLock: FileCataloger = {
  name: 'python-lock',
  version: 1,
  maxBytes: maxTomlBytes,
  wants: (path) => (path.endsWith('.lock') || path.endsWith('.toml')) && readerOf(path) !== undefined,
  catalog: ({ path, bytes }) =>
    lockedResult({ type: 'pypi', foundBy: 'python-lock', path }, readerOf(path)?.(bytes) ?? []),
};

type Reader = (bytes: Uint8Array) => readonly LockedPackage[];

const readers: ReadonlyMap<string, Reader> = new Map([
  ['Pipfile.lock', readPipfile],
  ['pdm.lock', readToml('package')],
  ['poetry.lock', readToml('package')],
  ['pylock.toml', readToml('packages')],
  ['uv.lock', readToml('package')],
]);

function readerOf(path: string): Reader | undefined {
  // `pylock.production.toml` is one too.
  const name = lockFileName(path)?.replace(/^pylock\.[^.]+\.toml$/, 'pylock.toml');
  return name === undefined ? undefined : readers.get(name);
}

function readToml(list: string): Reader {
  return (bytes) => readTomlPackages(bytes, list).filter((item) => !isLocal(item));
}

/** uv: `source = { editable = "." }`; Poetry: `source = { type = "directory" }`; PDM: `path`; pylock: `directory`. */
function isLocal({ fields }: TomlPackage): boolean {
  const source = v.is(Source, fields['source']) ? fields['source'] : {};
  return (
    source['type'] === 'directory' ||
    ['editable', 'virtual', 'directory'].some((key) => Object.hasOwn(source, key)) ||
    ['path', 'directory'].some((key) => Object.hasOwn(fields, key))
  );
}

const Source = v.record(v.string(), v.unknown());
const Section = v.optional(v.record(v.string(), v.object({ version: v.optional(v.string()) })), {});
const Pipfile = v.object({ default: Section, develop: Section });

/** Versions are pins, `==1.0`; what comes from a repository or a folder has none. */
function readPipfile(bytes: Uint8Array): readonly LockedPackage[] {
  const pipfile = v.parse(Pipfile, parseJson(bytes));
  return [...Object.entries(pipfile.default), ...Object.entries(pipfile.develop)].flatMap(
    ([name, { version }]) =>
      version === undefined ? [] : [{ name, version: version.replace(/^===?\s*/, '') }],
  );
}
