/** Instructions of which only the last one of a stage counts. */
import type { LintProblem } from '../rule.ts';
import type { LintSubject } from '../subject.ts';
import { removeLines } from './edit.ts';

/** One problem for each of them that has no effect, with its removal as fix. */
export function* repeated({ dockerfile, stages }: LintSubject, keyword: string): Generator<LintProblem> {
  for (const { instructions } of stages) {
    const all = instructions.filter((instruction) => instruction.keyword === keyword);
    const last = all.at(-1);
    for (const instruction of all.slice(0, -1)) {
      yield {
        message: `The ${keyword} of line ${last?.line} replaces this one.`,
        range: instruction.range,
        fix: {
          title: `Take this ${keyword} out`,
          safety: 'safe',
          edits: [removeLines(dockerfile, instruction)],
        },
      };
    }
  }
}
