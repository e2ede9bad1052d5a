/** Who is in passwd(5), group(5) and shadow(5), and as whom the container runs. https://github.com/opencontainers/image-spec/blob/main/config.md */
import type { Account, LiveFile, LocatedEvidence, Users } from '../model/footprint.ts';
import type { ImageConfig } from '../model/image.ts';
import type { AccountEvidence, GroupEvidence } from '../model/layer.ts';
import type { BuildStep } from './history.ts';
import { resolvePath } from './resolve.ts';

/** Accounts by uid, groups by gid, then by name; `runsAs` is USER resolved as a runtime does. */
export function findUsers(
  evidence: readonly LocatedEvidence[],
  files: ReadonlyMap<string, LiveFile>,
  config: Pick<ImageConfig, 'user'>,
  steps: readonly BuildStep[],
): Users {
  const passwd = resolvePath(files, 'etc/passwd');
  const group = resolvePath(files, 'etc/group');
  const shadow = resolvePath(files, 'etc/shadow');
  const passwords = new Map<string, Account['password']>();
  const lines: AccountEvidence[] = [];
  const groups: GroupEvidence[] = [];
  for (const item of evidence) {
    if (!item.live) continue;
    if (item.kind === 'account' && item.path === passwd) lines.push(item);
    else if (item.kind === 'group' && item.path === group) groups.push(item);
    else if (item.kind === 'password' && item.path === shadow) passwords.set(item.name, item.password);
  }
  const accounts = lines.map(({ name, uid, gid, home, shell, password }): Account => {
    // No line in shadow: no password is right.
    const known = password === 'shadow' ? (passwords.get(name) ?? 'locked') : password;
    return { name, uid, gid, home, shell, password: known };
  });
  return {
    accounts: accounts.toSorted((a, b) => a.uid - b.uid || (a.name < b.name ? -1 : 1)),
    groups: groups
      .map(({ name, gid, members }) => ({ name, gid, members }))
      .sort((a, b) => a.gid - b.gid || (a.name < b.name ? -1 : 1)),
    runsAs: resolveUser(config.user, accounts, groups, steps),
  };
}

function resolveUser(
  configured: string,
  accounts: readonly Account[],
  groups: readonly GroupEvidence[],
  steps: readonly BuildStep[],
): Users['runsAs'] {
  const [userText = '', groupText = ''] = configured.trim().split(':');
  const number = readId(userText);
  const account =
    number === undefined
      ? accounts.find(({ name }) => name === (userText || 'root'))
      : accounts.find(({ uid }) => uid === number);
  // Nothing set is root whatever passwd says; `root` is root in an image without a passwd too.
  const uid = userText === '' ? 0 : (number ?? account?.uid ?? (userText === 'root' ? 0 : undefined));
  const gid =
    groupText === ''
      ? (account?.gid ?? (uid === undefined ? undefined : 0))
      : (readId(groupText) ?? groups.find(({ name }) => name === groupText)?.gid);
  const name = account?.name ?? (number === undefined ? userText || undefined : undefined);
  const instruction = configured === '' ? undefined : steps.findLast(({ keyword }) => keyword === 'USER');
  return {
    configured,
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    ...(name !== undefined && { name }),
    isRoot: uid === 0,
    ...(instruction !== undefined && { instruction: instruction.index }),
  };
}

function readId(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}
