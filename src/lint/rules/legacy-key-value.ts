/** Rule: ENV and LABEL with a blank in place of the equals sign. https://docs.docker.com/reference/build-checks/legacy-key-value-format/ */
import { stepsOf } from '../query.ts';
import { replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const legacyKeyValue: DockerfileRule = {
  id: 'LegacyKeyValueFormat',
  slug: 'legacy-key-value',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A key and its value are separated by a blank',
  why: 'The old form takes the whole rest of the line for one value, a second pair included, and is to be removed.',
  fix: 'Write `KEY=value`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nENV MODE production\n',
  good: 'FROM debian:13-slim\nENV MODE=production\n',
  *check(subject) {
    for (const { instruction } of stepsOf(subject, 'ENV', 'LABEL')) {
      const { keyword, words, argument, argumentRange } = instruction;
      const [key] = words;
      if (key === undefined || key.text.includes('=') || words.length < 2) continue;
      const value = argument.slice(key.text.length).trim();
      const quoted = quoteValue(value);
      const isOneLine = !subject.dockerfile.text.slice(argumentRange.start, argumentRange.end).includes('\n');
      yield {
        message: `${keyword} ${key.text} is written without an equals sign.`,
        range: argumentRange,
        ...(quoted === undefined || !isOneLine
          ? {}
          : {
              fix: {
                title: `Write ${key.text}=`,
                safety: 'safe' as const,
                edits: [replace(argumentRange, `${key.text}=${quoted}`)],
              },
            }),
      };
    }
  },
};

/** The value as one word; undefined where quotes and escapes leave more than one reading. */
function quoteValue(value: string): string | undefined {
  if (/^"[^"\\]*"$/.test(value) || /^'[^']*'$/.test(value)) return value;
  if (/["'\\`]/.test(value)) return undefined;
  return /\s/.test(value) ? `"${value}"` : value;
}
