/** Alpine packages and their files from apk's database. https://wiki.alpinelinux.org/wiki/Apk_spec */
import type { FileCataloger } from '../model/analyzer.ts';
import type { Ownership, PackageRecord } from '../model/package.ts';
import { maxProblems, packageWarnings } from './warnings.ts';

/** Field letters are case-sensitive: `L` is the licence, `A` the architecture, `a` a file's mode. */
export const apk: FileCataloger = {
  name: 'apk',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) => path === 'lib/apk/db/installed' || path === 'usr/lib/apk/db/installed',
  catalog({ path, bytes }) {
    const packages: PackageRecord[] = [];
    const owns: Ownership[] = [];
    const problems: string[] = [];
    let record = openRecord();
    const close = (): void => {
      if (record.line === 0) return;
      const found = readPackage(record);
      if (typeof found === 'string') {
        const name = record.fields.get('P') ?? 'without a name';
        problems.push(`apk record ${name.slice(0, 100)} at line ${record.line}: ${found}`);
      } else {
        packages.push(found);
        if (record.files.length > 0) owns.push({ type: 'apk', package: found.name, files: record.files });
      }
      record = openRecord();
    };
    let lineNumber = 0;
    for (const raw of new TextDecoder('utf-8').decode(bytes).split('\n')) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      lineNumber++;
      if (problems.length >= maxProblems) break;
      if (line === '') close();
      else addLine(record, line, lineNumber);
    }
    close();
    return { packages, owns, warnings: packageWarnings(problems, path) };
  },
};

interface ApkRecord {
  /** Where it starts; 0 as long as it has no line. */
  line: number;
  readonly fields: Map<string, string>;
  readonly files: string[];
  directory: string;
}

function openRecord(): ApkRecord {
  return { line: 0, fields: new Map(), files: [], directory: '' };
}

const maxFieldLength = 64 * 1024;
const kept: ReadonlySet<string> = new Set(['P', 'V', 'A', 'o', 'm', 'L', 'I']);

function addLine(record: ApkRecord, line: string, lineNumber: number): void {
  if (record.line === 0) record.line = lineNumber;
  if (line[1] !== ':' || line.length > maxFieldLength) return;
  const letter = line.slice(0, 1);
  const value = line.slice(2).trim();
  if (letter === 'F') record.directory = value.replace(/^\/+|\/+$/g, '');
  else if (letter === 'R') addFile(record, value);
  // A repeated field: the first one counts, as with apk itself none should come twice.
  else if (kept.has(letter) && !record.fields.has(letter)) record.fields.set(letter, value);
}

function addFile(record: ApkRecord, name: string): void {
  const path = record.directory === '' ? name : `${record.directory}/${name}`;
  if (name !== '' && !/(?:^|\/)\.\.(?:\/|$)/.test(path)) record.files.push(path);
}

/** https://gitlab.alpinelinux.org/alpine/apk-tools/-/blob/master/doc/apk-package.5.scd */
const nameShape = /^[A-Za-z0-9_.][A-Za-z0-9_.+-]{0,255}$/;
const versionShape = /^[0-9A-Za-z][0-9A-Za-z._~+-]{0,255}$/;

/** The record, or what is wrong with it. */
function readPackage({ fields }: ApkRecord): PackageRecord | string {
  const name = fields.get('P');
  const version = fields.get('V');
  if (name === undefined) return 'no P (name) field';
  if (!nameShape.test(name)) return 'the name has characters that no package name has';
  if (version === undefined) return 'no V (version) field';
  if (!versionShape.test(version)) return `"${version.slice(0, 100)}" is no apk version`;
  const architecture = fields.get('A');
  const origin = fields.get('o');
  const maintainer = fields.get('m');
  const license = fields.get('L');
  const installed = /^\d{1,15}$/.exec(fields.get('I') ?? '')?.[0];
  return {
    type: 'apk',
    name,
    version,
    ...(isSaid(architecture) ? { architecture } : {}),
    // A subpackage is built with its origin and carries its version.
    ...(isSaid(origin) && nameShape.test(origin) ? { source: { name: origin, version } } : {}),
    ...(isSaid(maintainer) ? { maintainer } : {}),
    licenses: isSaid(license) ? [license] : [],
    ...(installed === undefined ? {} : { installedBytes: Number(installed) }),
    foundBy: 'apk',
  };
}

function isSaid(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
