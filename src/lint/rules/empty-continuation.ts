/** Rule: an empty line inside of an instruction. https://docs.docker.com/reference/build-checks/no-empty-continuation/ */
import { replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const emptyContinuation: DockerfileRule = {
  id: 'NoEmptyContinuation',
  slug: 'empty-continuation',
  kind: 'dockerfile',
  severity: 'low',
  title: 'An empty line continues an instruction',
  why: 'Builders have announced to take it for the end of the instruction: what follows would be another one.',
  fix: 'Take the line out, or write a comment on it.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN make \\\n\n  install\n',
  good: 'FROM debian:13-slim\nRUN make \\\n  install\n',
  *check({ dockerfile }) {
    for (const { emptyLines, keyword } of dockerfile.instructions) {
      for (const range of emptyLines) {
        const newline = dockerfile.text.indexOf('\n', range.end);
        const end = newline < 0 ? dockerfile.text.length : newline + 1;
        yield {
          message: `The line is empty, and ${keyword} goes on after it.`,
          range,
          fix: {
            title: 'Take the line out',
            safety: 'safe',
            edits: [replace({ start: range.start, end }, '')],
          },
        };
      }
    }
  },
};
