/** Rule: an account other than root has uid 0. */
import { accountFile } from './account-file.ts';
import type { ImageRule } from './rule.ts';
import { problemsByOrigin } from './sighting.ts';

export const rootAlias: ImageRule = {
  id: 'root-alias',
  kind: 'image',
  severity: 'medium',
  title: 'An account other than root has uid 0',
  why: 'It is root under another name: USER and `su` with that name look harmless and are not.',
  fix: 'Give the account a uid of its own, or remove it.',
  aliases: [],
  *check({ footprint }) {
    const aliases = footprint.users.accounts.filter(({ uid, name }) => uid === 0 && name !== 'root');
    const file = accountFile(footprint, ['etc/passwd']);
    const sightings = aliases.map(({ name, shell }) => ({
      ...file,
      label: 'account',
      value: `${name}, uid 0, shell ${shell || 'none'}`,
      name,
    }));
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      message: `${group.map(({ name }) => `\`${name}\``).join(', ')} in /etc/passwd has uid 0: it is root by another name.`,
    }));
  },
};
