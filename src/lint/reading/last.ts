/** Where a step last does something: asked once a step, however many commands it has. */
import { commandsOf, type RunCommand } from '../query.ts';
import type { Step } from '../steps.ts';

/** Gives the offset at which the last command of a step begins that the test is true for; -1 without one. */
export function createLast(test: (command: RunCommand) => boolean): (step: Step) => number {
  const known = new Map<Step, number>();
  return (step) => {
    const found = known.get(step) ?? commandsOf(step).findLast(test)?.command.range.start ?? -1;
    known.set(step, found);
    return found;
  };
}
