/** Rule: the container runs as root. https://docs.docker.com/reference/dockerfile/#user */
import type { ImageRule } from './rule.ts';

export const rootUser: ImageRule = {
  id: 'root-user',
  kind: 'image',
  severity: 'medium',
  title: 'The container runs as root',
  why: 'Whoever takes over the process owns the whole container, and any weakness of the kernel or the runtime is attacked with uid 0.',
  fix: 'Set USER to a numeric, unprivileged uid and gid, such as `USER 65532:65532`, and give it the files it writes with `COPY --chown`.',
  aliases: ['CIS-DI-0001', 'DL3002', 'DS-0002'],
  *check({ footprint, config }) {
    const { runsAs } = footprint.users;
    if (!runsAs.isRoot) return;
    const how =
      config.user === ''
        ? 'No USER is set, so the container runs as root (uid 0).'
        : `USER is \`${config.user}\`, which is root (uid 0)${isPlainRoot(config.user) ? '' : " by the image's own passwd"}.`;
    const instruction =
      runsAs.instruction === undefined ? undefined : footprint.instructions[runsAs.instruction];
    yield {
      message: `${how} A process that is taken over owns everything in it.`,
      location: instruction === undefined ? {} : { instruction: instruction.index },
      evidence: [
        { label: 'USER', value: config.user === '' ? 'not set' : config.user },
        { label: 'runs as', value: `uid ${runsAs.uid ?? 0}, gid ${runsAs.gid ?? 0}` },
      ],
      ...(instruction === undefined ? {} : { inBase: instruction.inBase }),
    };
  },
};

function isPlainRoot(user: string): boolean {
  return /^(?:root|0+)(?::|$)/.test(user);
}
