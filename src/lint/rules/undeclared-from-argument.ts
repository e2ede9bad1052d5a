/** Rule: FROM uses a variable that no ARG before it declares. https://docs.docker.com/reference/build-checks/undefined-arg-in-from/ */

import { nearest } from '../reading/nearest.ts';
import { variablesIn } from '../reading/variables-in.ts';
import type { DockerfileRule } from '../rule.ts';

export const undeclaredFromArgument: DockerfileRule = {
  id: 'UndefinedArgInFrom',
  slug: 'undeclared-from-argument',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'FROM uses a variable that is not declared',
  why: 'FROM sees only the ARGs before the first FROM. Anything else is empty there, and `--build-arg` cannot set it.',
  fix: 'Declare it with ARG before the first FROM.',
  aliases: [],
  bad: 'FROM debian:$RELEASE\n',
  good: 'ARG RELEASE=13-slim\nFROM debian:$RELEASE\n',
  *check({ stages }) {
    for (const { from, steps } of stages) {
      const variables = steps[0]?.variables;
      const platform = from.flags.find(({ name }) => name === 'platform');
      const places = [
        ...(from.words[0] === undefined ? [] : [from.words[0]]),
        ...(platform?.value === undefined ? [] : [{ text: platform.value, range: platform.range }]),
      ];
      for (const { text, range } of places) {
        for (const { name, hasDefault } of variablesIn(text)) {
          if (variables === undefined || hasDefault || variables.isDeclared(name)) continue;
          const near = nearest(name, [...variables.names(), 'BUILDPLATFORM', 'TARGETPLATFORM', 'TARGETARCH']);
          const hint = near === undefined ? '' : ` Is \`$${near}\` meant?`;
          yield { message: `No ARG before the first FROM declares \`$${name}\`.${hint}`, range };
        }
      }
    }
  },
};
