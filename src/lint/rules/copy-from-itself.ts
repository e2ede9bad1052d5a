/** Rule: COPY --from names the stage that it stands in. https://docs.docker.com/reference/dockerfile/#copy---from */
import { knownValue, stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const copyFromItself: DockerfileRule = {
  id: 'DL3023',
  slug: 'copy-from-itself',
  kind: 'dockerfile',
  severity: 'high',
  title: 'COPY --from copies from its own stage',
  why: 'A stage that is not built yet has nothing to copy from: builders refuse it as a circular dependency.',
  fix: 'Name the stage that has the file, or use RUN cp inside one stage.',
  aliases: ['DS-0006', 'AVD-DS-0006', 'DS006'],
  bad: 'FROM debian:13-slim AS build\nCOPY --from=build /etc/hosts /tmp/\n',
  good: 'FROM debian:13-slim AS build\n\nFROM debian:13-slim\nCOPY --from=build /etc/hosts /tmp/\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'COPY', 'ADD')) {
      const flag = step.instruction.flags.find(({ name }) => name === 'from');
      const stage = subject.stages[step.stage];
      if (flag?.value === undefined || stage === undefined || step.isTrigger) continue;
      const name = knownValue(subject, step, flag.value)?.toLowerCase();
      if (name === undefined || (name !== stage.name && name !== String(stage.index))) continue;
      // The name may be an earlier stage's too, which is then meant.
      if (subject.stages.some((other) => other.index < stage.index && other.name === name)) continue;
      yield { message: `\`${name}\` is the stage that this line belongs to.`, range: flag.range };
    }
  },
};
