/** Rule: USER is an unprivileged name where a number would let the cluster check it. */
import type { ImageRule } from './rule.ts';

export const nonNumericUser: ImageRule = {
  id: 'non-numeric-user',
  kind: 'image',
  severity: 'info',
  title: 'USER is a name, not a number',
  why: 'Kubernetes refuses `runAsNonRoot` pods whose image names its user: only a numeric uid proves that it is not root.',
  fix: 'Write the uid (and gid) in USER instead of the name.',
  aliases: ['DL3066'],
  *check({ footprint, config }) {
    const { runsAs } = footprint.users;
    if (runsAs.isRoot || runsAs.uid === undefined || /^\d/.test(config.user)) return;
    const instruction =
      runsAs.instruction === undefined ? undefined : footprint.instructions[runsAs.instruction];
    const numeric = runsAs.gid === undefined ? `${runsAs.uid}` : `${runsAs.uid}:${runsAs.gid}`;
    yield {
      message: `USER is \`${config.user}\`, uid ${runsAs.uid}. A pod with runAsNonRoot cannot verify a name and will not start it.`,
      location: instruction === undefined ? {} : { instruction: instruction.index },
      evidence: [{ label: 'USER', value: config.user }],
      fix: `Write \`USER ${numeric}\`.`,
      ...(instruction === undefined ? {} : { inBase: instruction.inBase }),
    };
  },
};
