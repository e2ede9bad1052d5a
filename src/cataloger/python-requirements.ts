/** Python distributions pinned in requirements files, and what pip says it carries in itself. https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
import type { FileCataloger } from '../model/analyzer.ts';
import { type LockedPackage, lockedResult, lockFileName, textLines } from './lock-file.ts';

/** Only `name==1.0` says what gets installed. pip's `_vendor/vendor.txt` lists copies that are there: no lock file. */
export const pythonRequirements: FileCataloger = {
  name: 'python-requirements',
  version: 1,
  maxBytes: 1024 * 1024,
  wants: (path) => path.endsWith('.txt') && (isVendored(path) || isRequirements(path)),
  catalog({ path, bytes }) {
    const result = lockedResult({ type: 'pypi', foundBy: 'python-requirements', path }, readPins(bytes));
    if (!isVendored(path)) return result;
    return { ...result, packages: result.packages.map(({ fromLockFile: _, ...record }) => record) };
  },
};

function isVendored(path: string): boolean {
  return path.endsWith('/_vendor/vendor.txt');
}

/** `requirements.txt`, `requirements-prod.txt`, `prod-requirements.txt`, `requirements/prod.txt`. */
function isRequirements(path: string): boolean {
  return (
    path.includes('requirements') &&
    lockFileName(path) !== undefined &&
    /(?:^|\/)(?:(?:[\w.-]{1,64}[-_.])?requirements(?:[-_.][\w.-]{1,64})?|requirements\/[\w.-]{1,64})\.txt$/.test(
      path,
    )
  );
}

/** A name, extras, and one exact version; markers, hashes and comments may follow. */
const pin =
  /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,254}[A-Za-z0-9])?) ?(?:\[[^\]]{0,500}\])? ?===? ?([^\s;#,\\*]{1,256})(?![^\s;#,\\])/;

function* readPins(bytes: Uint8Array): Generator<LockedPackage> {
  for (const line of textLines(bytes)) {
    const [, name, version] = pin.exec(line.slice(0, 4_096).trim().replace(/\s+/g, ' ')) ?? [];
    if (name !== undefined && version !== undefined) yield { name, version };
  }
}
