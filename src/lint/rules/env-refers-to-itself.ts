/** Rule: ENV uses a variable that the same line sets. https://docs.docker.com/reference/dockerfile/#environment-replacement */

import { readPairs } from '../../dockerfile/pairs.ts';
import { stepsOf } from '../query.ts';
import { variablesIn } from '../reading/variables-in.ts';
import type { DockerfileRule } from '../rule.ts';

export const envRefersToItself: DockerfileRule = {
  id: 'DL3044',
  slug: 'env-refers-to-itself',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'ENV uses a variable that the same line sets',
  why: 'All values of one ENV see the variables as they were before it, so that the new value is not used.',
  fix: 'Set the second variable with an ENV of its own.',
  aliases: [],
  bad: 'FROM debian:13-slim\nENV HOME_DIR=/srv DATA_DIR=$HOME_DIR/data\n',
  good: 'FROM debian:13-slim\nENV HOME_DIR=/srv\nENV DATA_DIR=$HOME_DIR/data\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'ENV')) {
      const { words } = step.instruction;
      const pairs = readPairs(step.instruction);
      const counts = new Map<string, number>();
      for (const { key } of pairs) counts.set(key, (counts.get(key) ?? 0) + 1);
      for (const [index, { key, value = '' }] of pairs.entries()) {
        for (const { name } of variablesIn(value, subject.dockerfile.escaper)) {
          // Set before, the older value may be what is meant.
          if (
            (counts.get(name) ?? 0) <= (name === key ? 1 : 0) ||
            (step.variables.isDeclared(name) && name !== 'PATH')
          )
            continue;
          yield {
            message: `\`$${name}\` does not have the value that this line gives it.`,
            range: words[index]?.range ?? step.instruction.argumentRange,
          };
        }
      }
    }
  },
};
