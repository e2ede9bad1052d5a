/** Rule: single commands in RUNs one after the other. https://docs.docker.com/build/building/best-practices/#run */
import { commandsOf } from '../query.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';
import type { Step } from '../steps.ts';

export const consecutiveRuns: DockerfileRule = {
  id: 'DL3059',
  slug: 'consecutive-runs',
  kind: 'dockerfile',
  severity: 'info',
  title: 'Commands in a row have a layer each',
  why: 'What one step writes and the next deletes or changes is stored twice. In stages that only build it costs nothing, and serves the cache.',
  fix: 'Join the commands with `&&`, or write them as a heredoc.',
  aliases: ['ID.20019'],
  bad: 'FROM debian:13-slim\nRUN make\nRUN make install\n',
  good: 'FROM debian:13-slim\nRUN make && make install\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    let before: Step | undefined;
    for (const step of subject.steps) {
      const { instruction } = step;
      if (instruction.keyword !== 'RUN') {
        before = undefined;
        continue;
      }
      const isPair =
        before !== undefined &&
        flagsOf(before) === flagsOf(step) &&
        commandsOf(before).length <= 2 &&
        commandsOf(step).length <= 2 &&
        before.isTrigger === step.isTrigger;
      if (isPair && isShort(step) && before !== undefined && isShort(before) && isShipped(step, shipped)) {
        yield {
          message: `This RUN and the one of line ${before.instruction.line} could be one layer.`,
          range: instruction.keywordRange,
        };
      }
      before = step;
    }
  },
};

/** Commands that were joined were joined by somebody who knew how. */
function isShort(step: Step): boolean {
  return (
    step.instruction.heredocs.length === 0 &&
    commandsOf(step).filter(({ program }) => program !== 'cd').length === 1
  );
}

function flagsOf({ instruction }: Step): string {
  return instruction.flags.map(({ name, value }) => `${name}=${value}`).join(' ');
}
