/** Rule: USER with a name where a number would be known without the image. https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
import { knownValue, stepsOf } from '../query.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const numericUser: DockerfileRule = {
  id: 'DL3066',
  slug: 'numeric-user',
  kind: 'dockerfile',
  severity: 'info',
  title: 'USER is a name and not a number',
  why: "Kubernetes checks `runAsNonRoot` before it has the image's accounts: with a name it refuses to start the container.",
  fix: 'Write the numeric id that the name stands for.',
  aliases: [],
  bad: 'FROM debian:13-slim\nUSER app\n',
  good: 'FROM debian:13-slim\nUSER 10001\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    for (const step of stepsOf(subject, 'USER')) {
      const user = knownValue(subject, step, step.instruction.argument)?.split(':')[0];
      if (user === undefined || user === '' || user === 'root' || /^\d+$/.test(user)) continue;
      // In a stage that others only copy from, nobody but the build is that user.
      if (!isShipped(step, shipped)) continue;
      yield {
        message: `\`${user}\` is a name that only the image's own accounts explain.`,
        range: step.instruction.argumentRange,
      };
    }
  },
};
