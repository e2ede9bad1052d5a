/** Rule: FROM and AS are cased differently. https://docs.docker.com/reference/build-checks/from-as-casing/ */
import { inCaseOf, replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const fromAsCasing: DockerfileRule = {
  id: 'FromAsCasing',
  slug: 'from-as-casing',
  kind: 'dockerfile',
  severity: 'info',
  title: 'FROM and AS are cased differently',
  why: 'Keywords of one line in one case are read as keywords; mixed, `as` looks like a part of the name.',
  fix: 'Write AS in the case of FROM.',
  aliases: [],
  bad: 'FROM debian:13-slim as build\n',
  good: 'FROM debian:13-slim AS build\n',
  *check({ dockerfile, stages }) {
    for (const { name, from } of stages) {
      const as = from.words[1];
      if (name === undefined || as === undefined) continue;
      const written = dockerfile.text.slice(from.keywordRange.start, from.keywordRange.end);
      // A keyword in mixed case is told by another rule, which leaves nothing to match.
      if (written !== written.toLowerCase() && written !== written.toUpperCase()) continue;
      const wanted = inCaseOf(dockerfile, from.keywordRange, 'as');
      if (as.text === wanted) continue;
      yield {
        message: `\`${as.text}\` does not match \`${written}\`.`,
        range: as.range,
        fix: { title: `Write ${wanted}`, safety: 'safe', edits: [replace(as.range, wanted)] },
      };
    }
  },
};
