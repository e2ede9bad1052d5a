/** Rule: USER names an account or a group that the image does not have. */
import type { ImageRule } from './rule.ts';

export const unknownUser: ImageRule = {
  id: 'unknown-user',
  kind: 'image',
  severity: 'high',
  title: 'USER names an account that does not exist',
  why: "A runtime looks the name up in the image's own /etc/passwd and /etc/group and refuses to start the container when it is not there.",
  fix: 'Create the account before USER, or use a numeric uid and gid, which need no entry.',
  aliases: [],
  *check({ footprint, config }) {
    const { runsAs, accounts, groups } = footprint.users;
    const colon = config.user.indexOf(':');
    const user = colon === -1 ? config.user : config.user.slice(0, colon);
    const group = colon === -1 ? '' : config.user.slice(colon + 1);
    const missing: string[] = [];
    if (isName(user) && user !== 'root' && !accounts.some(({ name }) => name === user)) {
      missing.push(`account \`${user}\` in /etc/passwd`);
    }
    if (isName(group) && group !== 'root' && !groups.some(({ name }) => name === group))
      missing.push(`group \`${group}\` in /etc/group`);
    if (missing.length === 0 || footprint.layers.some(({ complete }) => !complete)) return;
    const instruction =
      runsAs.instruction === undefined ? undefined : footprint.instructions[runsAs.instruction];
    yield {
      message: `USER is \`${config.user}\`, but the image has no ${missing.join(' and no ')}. The container will not start.`,
      location: instruction === undefined ? {} : { instruction: instruction.index },
      evidence: [
        { label: 'USER', value: config.user },
        { label: 'accounts', value: accounts.map(({ name }) => name).join(' ') || 'none' },
      ],
    };
  },
};

function isName(word: string): boolean {
  return word !== '' && !/^\d+$/.test(word);
}
