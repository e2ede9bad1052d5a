/** Users, groups and whether they have a password: passwd(5), group(5), shadow(5). Hashes are never kept. */
import type { Detector } from '../model/analyzer.ts';
import type { AccountEvidence, Evidence, GroupEvidence, PasswordEvidence } from '../model/layer.ts';
import { collectFile, decodeText } from './collect.ts';

/** https://man7.org/linux/man-pages/man5/passwd.5.html, group.5.html, shadow.5.html */
export const accounts: Detector = {
  name: 'accounts',
  version: 1,
  open({ path }) {
    const readLine = readers.get(path);
    if (readLine === undefined) return undefined;
    return collectFile(maxBytes, (bytes) => readLines(decodeText(bytes), path, readLine));
  },
};

/** Far above any real account file; what lies behind it is not read. */
const maxBytes = 4 * 1024 * 1024;
const maxAccounts = 20_000;
const maxMembers = 1_000;

type ReadLine = (fields: readonly string[], path: string) => Evidence | undefined;

const readers: ReadonlyMap<string, ReadLine> = new Map<string, ReadLine>([
  ['etc/passwd', readAccount],
  ['etc/group', readGroup],
  ['etc/shadow', readPassword],
  // Where a distribution's own accounts live when etc/ holds only the local ones (nss-altfiles).
  ['usr/lib/passwd', readAccount],
  ['usr/lib/group', readGroup],
]);

function readLines(text: string, path: string, readLine: ReadLine): Evidence[] {
  const found: Evidence[] = [];
  for (const line of text.split('\n', maxAccounts)) {
    if (line === '' || line.startsWith('#')) continue;
    const evidence = readLine(line.replace(/\r$/, '').split(':'), path);
    if (evidence !== undefined) found.push(evidence);
  }
  return found;
}

function readAccount(fields: readonly string[], path: string): AccountEvidence | undefined {
  const [name, secret, uidText, gidText, , home, shell] = fields;
  const uid = readId(uidText);
  const gid = readId(gidText);
  if (!isName(name) || secret === undefined || uid === undefined || gid === undefined) return undefined;
  return {
    kind: 'account',
    path,
    name,
    uid,
    gid,
    home: home ?? '',
    shell: shell ?? '',
    password: secret === 'x' ? 'shadow' : passwordState(secret),
  };
}

function readGroup(fields: readonly string[], path: string): GroupEvidence | undefined {
  const [name, , gidText, members] = fields;
  const gid = readId(gidText);
  if (!isName(name) || gid === undefined) return undefined;
  const names = (members ?? '').split(',', maxMembers).filter((member) => member !== '');
  return { kind: 'group', path, name, gid, members: names };
}

function readPassword(fields: readonly string[], path: string): PasswordEvidence | undefined {
  const [name, secret] = fields;
  if (!isName(name) || secret === undefined) return undefined;
  return { kind: 'password', path, name, password: passwordState(secret) };
}

/** crypt(5): what no hash can be (`*`, `!`, `!!`, a locked `!$6$...`) lets nobody in by password. */
function passwordState(secret: string): 'empty' | 'locked' | 'set' {
  if (secret === '') return 'empty';
  return /^[!*x]/.test(secret) ? 'locked' : 'set';
}

/** `+` and `-` lines are NIS inclusions, not accounts. */
function isName(name: string | undefined): name is string {
  return name !== undefined && /^[^+\-\s][^\s]*$/.test(name);
}

function readId(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const id = Number(text);
  return id <= 0xffff_ffff ? id : undefined;
}
