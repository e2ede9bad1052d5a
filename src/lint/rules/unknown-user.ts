/** Rule: USER with a name on a base that has no accounts. https://docs.docker.com/reference/dockerfile/#user */
import { knownValue, stepsOf } from '../query.ts';
import { mayHave } from '../reading/brought.ts';
import { foundationOf, lineageOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const unknownUser: DockerfileRule = {
  id: 'unknown-user',
  slug: 'user-without-account',
  kind: 'dockerfile',
  severity: 'high',
  title: 'USER names an account that the image does not have',
  why: 'Names are looked up in /etc/passwd of the image. On an empty base there is none, and the container does not start.',
  fix: 'Write the number, or copy /etc/passwd from the stage that made the account.',
  aliases: [],
  bad: 'FROM scratch\nCOPY app /app\nUSER app\nCMD ["/app"]\n',
  good: 'FROM scratch\nCOPY app /app\nUSER 10001\nCMD ["/app"]\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'USER')) {
      const name = knownValue(subject, step, step.instruction.argument)?.split(':')[0];
      if (
        name === undefined ||
        name === '' ||
        name === 'root' ||
        /^\d+$/.test(name) ||
        step.isTrigger ||
        step.stage < 0
      )
        continue;
      if (foundationOf(subject, step.stage)?.isScratch !== true) continue;
      const ran = lineageOf(subject, step.stage).some(({ instructions }) =>
        instructions.some(({ keyword }) => keyword === 'RUN'),
      );
      if (ran || mayHave(subject, step.stage, /passwd|rootfs/, /^\/?(?:etc)?$/)) continue;
      yield {
        message: `\`scratch\` has no account \`${name}\`, and nothing here brings /etc/passwd.`,
        range: step.instruction.argumentRange,
      };
    }
  },
};
