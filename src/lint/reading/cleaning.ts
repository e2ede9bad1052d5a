/** Package managers whose caches and indexes stay in the layer. */
import { commandsOf, type RunCommand } from '../query.ts';
import type { LintProblem } from '../rule.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';
import { insertAt } from './edit.ts';
import { keepsOut } from './mount.ts';
import { isShipped, shippedStages } from './stage.ts';

export interface Cleaning {
  /** False for steps that are not to be looked at. */
  applies?(step: Step, commands: readonly RunCommand[]): boolean;
  /** True for what fills the cache. */
  fills(command: RunCommand): boolean;
  /** True for what empties it. */
  cleans(command: RunCommand): boolean;
  /** Ends of paths: with a cache or tmpfs mount on one of them, nothing stays. */
  readonly mounts: readonly string[];
  /** `dnf clean all`; undefined where there is no one way. */
  cleanUp(command: RunCommand): string | undefined;
  /** What stays behind, for the message. */
  readonly leftover: string;
  readonly safety: (step: Step) => 'safe' | 'review';
  /** What is left behind at least, bytes of tar. */
  readonly savedBytes?: number;
}

/** One problem for each RUN of the image that leaves a cache behind, at the last command that filled it. */
export function* uncleaned(subject: LintSubject, cleaning: Cleaning): Generator<LintProblem> {
  const shipped = shippedStages(subject);
  for (const step of subject.steps) {
    if (step.instruction.keyword !== 'RUN' || !isShipped(step, shipped)) continue;
    if (keepsOut(step, ...cleaning.mounts)) continue;
    const commands = commandsOf(step);
    if (cleaning.applies?.(step, commands) === false) continue;
    const last = commands.findLastIndex((command) => cleaning.fills(command));
    const command = commands[last];
    if (command === undefined) continue;
    const cleaned = commands
      .slice(last + 1)
      .some((later) => cleaning.cleans(later) && isSure(command, later));
    if (cleaned) continue;
    const cleanUp = cleaning.cleanUp(command);
    const { range, before, after, within, pipe, isTested } = command.command;
    // In a list whose commands run one after the other the clean-up can follow at once.
    const isPlain =
      step.script?.dialect !== 'exec' &&
      within.length === 0 &&
      pipe === undefined &&
      (!isTested || after === '&&') &&
      before !== '||' &&
      after !== '||' &&
      after !== '&';
    yield {
      message: `\`${command.program}\` leaves ${cleaning.leftover} in the layer.`,
      range: {
        start: command.programRange.start,
        end: command.words.find(({ value }) => !value.startsWith('-'))?.range.end ?? command.programRange.end,
      },
      ...(cleaning.savedBytes === undefined ? {} : { savedBytes: cleaning.savedBytes }),
      ...(cleanUp === undefined || !isPlain
        ? {}
        : {
            fix: {
              title: `Add ${cleanUp}`,
              safety: cleaning.safety(step),
              edits: [insertAt(range.end, ` && ${cleanUp}`)],
            },
          }),
    };
  }
}

/** A clean-up in a branch counts for what the same branch installed. */
function isSure(install: RunCommand, cleanUp: RunCommand): boolean {
  const { within } = cleanUp.command;
  return within.every(
    (enclosure) =>
      enclosure === 'group' || enclosure === 'subshell' || install.command.within.includes(enclosure),
  );
}

/** True for `rm -rf` of a path that the pattern matches. */
export function removes({ program, words }: RunCommand, pattern: RegExp): boolean {
  const isRecursive = words.some(({ value }) => /^(?:--recursive|-[a-zA-Z]*[rR][a-zA-Z]*)$/.test(value));
  if (program === 'rm') return isRecursive && words.some(({ value }) => pattern.test(value));
  return (
    program === 'find' &&
    words.some(({ value }) => value === '-delete' || value === 'rm') &&
    words.some(({ value }) => pattern.test(value))
  );
}
