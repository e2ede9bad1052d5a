/** Rule: both wget and curl are used. */
import { runCommands } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const wgetAndCurl: DockerfileRule = {
  id: 'DL4001',
  slug: 'wget-and-curl',
  kind: 'dockerfile',
  severity: 'info',
  title: 'Both wget and curl are used',
  why: 'They do the same, and the image then contains two of them, with the advisories of both.',
  fix: 'Use one of them throughout the stage.',
  aliases: ['DS-0014', 'AVD-DS-0014', 'DS014'],
  bad: 'FROM debian:13-slim\nRUN curl -fsSO https://example.com/a\nRUN wget -q https://example.com/b\n',
  good: 'FROM debian:13-slim\nRUN curl -fsSO https://example.com/a\nRUN curl -fsSO https://example.com/b\n',
  *check(subject) {
    const first = new Map<number, string>();
    const told = new Set<object>();
    for (const { program, programRange, step } of runCommands(subject)) {
      if (program !== 'wget' && program !== 'curl') continue;
      const other = first.get(step.stage);
      if (other === undefined) first.set(step.stage, program);
      // From the second of them on, every RUN that uses either.
      else if (other !== program) first.set(step.stage, 'both');
      if (first.get(step.stage) !== 'both' || told.has(step)) continue;
      told.add(step);
      yield { message: `The stage uses ${program === 'wget' ? 'curl' : 'wget'} too.`, range: programRange };
    }
  },
};
