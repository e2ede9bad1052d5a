/** Rule: several accounts share a uid, or several groups a gid. */
import { accountFile } from './account-file.ts';
import type { ImageRule } from './rule.ts';
import { problemsByOrigin } from './sighting.ts';

export const duplicateIds: ImageRule = {
  id: 'duplicate-ids',
  kind: 'image',
  severity: 'low',
  title: 'Accounts or groups share a number',
  why: 'The kernel knows only the number: what belongs to one account belongs to the other, and tools name either.',
  fix: 'Give each account its own uid and each group its own gid.',
  aliases: ['DKL-LI-0002'],
  *check({ footprint }) {
    const { accounts, groups } = footprint.users;
    const sightings = [
      ...shared(accounts.map(({ name, uid }) => ({ name, id: uid }))).map((value) => {
        return { ...accountFile(footprint, ['etc/passwd']), label: 'uid', value };
      }),
      ...shared(groups.map(({ name, gid }) => ({ name, id: gid }))).map((value) => {
        return { ...accountFile(footprint, ['etc/group']), label: 'gid', value };
      }),
    ];
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      message: `The same number stands for several names: ${group.map(({ label, value }) => `${label} ${value}`).join('; ')}.`,
    }));
  },
};

function shared(entries: readonly { readonly name: string; readonly id: number }[]): string[] {
  const names = new Map<number, Set<string>>();
  for (const { name, id } of entries) names.set(id, (names.get(id) ?? new Set()).add(name));
  return [...names]
    .filter(([, all]) => all.size > 1)
    .sort(([a], [b]) => a - b)
    .map(([id, all]) => `${id} (${[...all].sort().join(', ')})`);
}
