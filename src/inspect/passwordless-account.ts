/** Rule: an account that asks for no password. https://man7.org/linux/man-pages/man5/shadow.5.html */
import { accountFile } from './account-file.ts';
import type { ImageRule } from './rule.ts';
import { problemsByOrigin } from './sighting.ts';

export const passwordlessAccount: ImageRule = {
  id: 'passwordless-account',
  kind: 'image',
  severity: 'high',
  title: 'An account has an empty password',
  why: 'An empty password field lets anybody log in or `su` to the account without being asked.',
  fix: "Lock the account: `RUN passwd -l NAME` or `usermod -p '!' NAME`.",
  aliases: ['DKL-LI-0001'],
  *check({ footprint }) {
    const empty = footprint.users.accounts.filter(({ password }) => password === 'empty');
    const file = accountFile(footprint, ['etc/shadow', 'etc/passwd']);
    const sightings = empty.map(({ name, uid }) => ({
      ...file,
      label: 'account',
      value: `${name} (uid ${uid})`,
      name,
    }));
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      message: `No password is asked for ${group.map(({ name }) => `\`${name}\``).join(', ')}.`,
    }));
  },
};
