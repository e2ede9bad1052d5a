/** All programs that are known by what is in them, found by a file's name. */
import { goPrograms } from './go-programs.ts';
import { languages } from './languages.ts';
import type { Classifier } from './row.ts';
import { servers } from './servers.ts';
import { tools } from './tools.ts';

export const classifiers: readonly Classifier[] = [...goPrograms, ...languages, ...servers, ...tools];

const byFile: ReadonlyMap<string, readonly Classifier[]> = indexFiles();

function indexFiles(): Map<string, Classifier[]> {
  const index = new Map<string, Classifier[]>();
  for (const row of classifiers) {
    for (const file of row.files) {
      const rows = index.get(file);
      if (rows === undefined) index.set(file, [row]);
      else rows.push(row);
    }
  }
  return index;
}

const textFiles: readonly string[] = classifiers.flatMap(({ isText, files }) => (isText ? files : []));

/** Whether a file of this path may be a text that names a version; few are. */
export function mayBeText(path: string): boolean {
  return textFiles.some((name) => path.endsWith(name));
}

/** What a file of this path may be. Most are nothing: two look-ups. */
export function classifiersOf(path: string): readonly Classifier[] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return byFile.get(name) ?? byFile.get(stemOf(name)) ?? [];
}

/** `x86_64-linux-gnu-gcc-12` is gcc, `libpython3.11.so.1.0` libpython, `node.exe` node. */
function stemOf(name: string): string {
  if (name.startsWith('lib')) return trimVersion(name, libraryEnd(name));
  const end = trimVersion(name, name.length - (name.endsWith('.exe') ? 4 : 0));
  const target = Math.max(end.lastIndexOf('-gnu-'), end.lastIndexOf('-musl-'));
  return target === -1 ? end : end.slice(end.indexOf('-', target + 1) + 1);
}

function libraryEnd(name: string): number {
  const at = name.indexOf('.so.');
  if (at !== -1) return at;
  return name.length - (name.endsWith('.so') ? 3 : 0);
}

function trimVersion(name: string, length: number): string {
  let end = length;
  while (end > 0 && isVersionPart(name.charCodeAt(end - 1))) end--;
  return name.slice(0, end);
}

/** Digits, `-`, `.`. */
function isVersionPart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || code === 46;
}
