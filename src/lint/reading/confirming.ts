/** Package managers that ask before they change anything, where nobody answers. */
import { runCommands } from '../query.ts';
import type { LintProblem } from '../rule.ts';
import type { LintSubject } from '../subject.ts';
import { hasAny, type Manager, type ManagerCall, readCall } from './arguments.ts';
import { fixIn, insertAt } from './edit.ts';

export interface Confirming {
  readonly manager: Manager;
  readonly actions: ReadonlySet<string>;
  /** True when the call answers by itself or changes nothing. */
  isAnswered(call: ManagerCall): boolean;
  /** What is to be inserted after the action: `-y`. */
  readonly option: string;
}

export function* unanswered(subject: LintSubject, asking: Confirming): Generator<LintProblem> {
  for (const command of runCommands(subject)) {
    const call = readCall(command, asking.manager, asking.actions);
    // `yes | apt-get install` is an answer, and so is a heredoc.
    if (call === undefined || asking.isAnswered(call) || hasAny(call, 'h', 'help', 'version')) continue;
    if (
      command.command.before === '|' ||
      command.command.redirects.some(({ operator }) => operator.startsWith('<'))
    )
      continue;
    const { action } = call;
    yield {
      message: `\`${command.program} ${action.value}\` asks whether to go on, and nobody is there to answer: the build stops.`,
      range: { start: command.programRange.start, end: action.range.end },
      ...fixIn(command.step, {
        title: `Add ${asking.option}`,
        safety: 'safe',
        edits: [insertAt(action.range.end, ` ${asking.option}`)],
      }),
    };
  }
}
