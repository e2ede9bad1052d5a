/** Rule: sudo in RUN. https://docs.docker.com/build/building/best-practices/#user */
import { runCommands } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const sudo: DockerfileRule = {
  id: 'DL3004',
  slug: 'sudo',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'RUN uses sudo',
  why: 'Steps run as root until USER says otherwise, so that it is not needed; installed for the build, it is there for whoever breaks in.',
  fix: 'Leave sudo out and switch with USER; to step down at start-up, use setpriv or gosu.',
  aliases: ['DS-0010', 'AVD-DS-0010', 'DS010'],
  bad: 'FROM debian:13-slim\nRUN sudo make install\n',
  good: 'FROM debian:13-slim\nRUN make install\n',
  *check(subject) {
    for (const { command, program, programRange, starters, step } of runCommands(subject)) {
      const at = command.nameWord?.range;
      if (at === undefined || (program !== 'sudo' && !starters.includes('sudo'))) continue;
      const isDirect = starters[0] === 'sudo' && program !== 'sudo' && step.script?.dialect !== 'exec';
      const between = isDirect ? subject.dockerfile.text.slice(at.end, programRange.start) : '';
      const user = step.user ?? undefined;
      const isRoot = user !== undefined && /^(?:root|0)(?::|$)/.test(user);
      yield {
        message: isRoot
          ? 'The step runs as root already.'
          : 'RUN calls sudo, which the image then has to contain.',
        range: at,
        ...(isDirect && /^\s+(?:-[EHn]+\s+)*$/.test(between)
          ? {
              fix: {
                title: 'Take sudo out',
                safety: isRoot ? ('safe' as const) : ('review' as const),
                edits: [{ range: { start: at.start, end: programRange.start }, text: '' }],
              },
            }
          : {}),
      };
    }
  },
};
