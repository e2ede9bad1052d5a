/** The distribution's name and version: os-release(5), and the version files that came before it. */
import type { Detector } from '../model/analyzer.ts';
import { collectFile, decodeText } from './collect.ts';

/**
 * Fields of os-release by their own names. `etc/alpine-release` and `etc/debian_version` hold one bare version:
 * they become ID and VERSION under their own path, for images that have nothing better.
 */
export const osRelease: Detector = {
  name: 'os-release',
  version: 1,
  open({ path }) {
    const read = readers.get(path);
    if (read === undefined) return undefined;
    return collectFile(maxBytes, (bytes) => {
      const fields = read(decodeText(bytes));
      return Object.keys(fields).length === 0 ? [] : [{ kind: 'os-release', path, fields }];
    });
  },
};

const maxBytes = 64 * 1024;
const maxFields = 200;

type Fields = Record<string, string>;

const readers: ReadonlyMap<string, (text: string) => Fields> = new Map([
  ['etc/os-release', readAssignments],
  ['usr/lib/os-release', readAssignments],
  ['etc/lsb-release', readAssignments],
  ['etc/alpine-release', (text: string) => readVersion(text, 'alpine')],
  ['etc/debian_version', (text: string) => readVersion(text, 'debian')],
]);

function readVersion(text: string, id: string): Fields {
  const version = /^[\w.~+/-]{1,64}/.exec(text)?.[0];
  return version === undefined ? {} : { ID: id, VERSION: version };
}

function readAssignments(text: string): Fields {
  const fields: Array<readonly [string, string]> = [];
  for (const line of text.split('\n')) {
    const assignment = /^([A-Za-z_][A-Za-z0-9_]{0,63})=(.*)$/.exec(line.trim());
    if (assignment === null || fields.length >= maxFields) continue;
    fields.push([assignment[1] ?? '', unquote(assignment[2] ?? '')]);
  }
  // Own properties whatever the key is called: fromEntries defines, it does not assign.
  return Object.fromEntries(fields);
}

/** Shell quoting as os-release(5) allows it: single, double with backslash escapes, or none. */
function unquote(value: string): string {
  const quote = value[0];
  if (quote === "'") return value.slice(1).replace(/'.*$/, '');
  if (quote !== '"') return value.replace(/\\(.)/g, '$1');
  const body = /^"((?:[^"\\]|\\.)*)/.exec(value)?.[1] ?? '';
  return body.replace(/\\(["$`\\])/g, '$1');
}
