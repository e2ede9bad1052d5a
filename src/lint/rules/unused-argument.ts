/** Rule: an argument before FROM that nothing uses. https://docs.docker.com/reference/dockerfile/#arg */
import { readPairs } from '../../dockerfile/pairs.ts';
import { variablesIn } from '../reading/variables-in.ts';
import type { DockerfileRule } from '../rule.ts';

/** What the builder itself reads. */
const builders = /^(?:BUILDKIT_|SOURCE_DATE_EPOCH$|(?:https?|ftp|all|no)_proxy$)/i;

export const unusedArgument: DockerfileRule = {
  id: 'unused-argument',
  slug: 'argument-never-used',
  kind: 'dockerfile',
  severity: 'info',
  title: 'An argument before FROM is never used',
  why: 'No FROM takes it and no stage declares it again, so that `--build-arg` changes nothing.',
  fix: 'Take it out, or declare it in the stage that needs it.',
  aliases: [],
  bad: 'ARG VERSION=1.2\nFROM debian:13-slim\n',
  good: 'ARG VERSION=13\nFROM debian:$VERSION-slim\n',
  *check({ dockerfile, steps, stages }) {
    if (stages.length === 0) return;
    const used = new Set<string>();
    for (const { instruction, stage } of steps) {
      const isGlobal = stage < 0 || instruction.keyword === 'FROM';
      if (instruction.keyword === 'ARG' && stage >= 0)
        for (const { key } of readPairs(instruction)) used.add(key);
      if (!isGlobal) continue;
      const texts = [instruction.argument, ...instruction.flags.map(({ value = '' }) => value)];
      for (const text of texts) for (const { name } of variablesIn(text, dockerfile.escaper)) used.add(name);
    }
    // A later use in RUN is a mistake that another rule tells.
    const rest = dockerfile.text.slice(stages[0]?.from.range.start ?? 0);
    for (const [, name = ''] of rest.matchAll(/\$\{?([A-Za-z_]\w*)/g)) used.add(name);
    for (const { instruction, stage } of steps) {
      if (instruction.keyword !== 'ARG' || stage >= 0) continue;
      for (const [index, { key }] of readPairs(instruction).entries()) {
        if (used.has(key) || builders.test(key)) continue;
        yield {
          message: `Nothing uses \`${key}\`.`,
          range: instruction.words[index]?.range ?? instruction.argumentRange,
        };
      }
    }
  },
};
