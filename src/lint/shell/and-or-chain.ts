/** Rule: `a && b || c`, which is no if-then-else. https://www.shellcheck.net/wiki/SC2015 */
import type { ShellCommand } from '../../dockerfile/shell.ts';
import { shellRule } from './shell-rule.ts';

/** What ends the script or is a harmless last word, as in `a && b || true`. */
const endings = /^(?:true|:|exit|return|false|echo|printf)$/;
/** What hardly fails, so that the last part does not run by mistake. */
const succeeds = /^(?:echo|printf|true|:|exit|export|set)$/;

export const andOrChain = shellRule(
  {
    id: 'SC2015',
    slug: 'and-or-chain',
    severity: 'info',
    title: 'The last part of `a && b || c` may run although `a` succeeded',
    why: '`c` runs when either `a` or `b` fails, so that a failing `b` is taken for a failing condition and the build goes on.',
    fix: 'Write `if a; then b; else c; fi`.',
    bad: 'FROM debian:13-slim\nRUN [ -f /a ] && cp /a /b || touch /b\n',
    good: 'FROM debian:13-slim\nRUN if [ -f /a ]; then cp /a /b; else touch /b; fi\n',
  },
  function* ({ script }) {
    for (const [index, command] of script.commands.entries()) {
      const next = script.commands[index + 1];
      const previous = script.commands[index - 1];
      if (command.before !== '&&' || command.after !== '||' || command.pipe !== undefined) continue;
      if (next?.before !== '||' || !isSameList(command, next) || endings.test(next.name)) continue;
      if (previous === undefined || !isSameList(previous, command) || !isCondition(previous)) continue;
      if (succeeds.test(command.name) || next.after === '&&') continue;
      yield {
        message: `\`${next.name}\` runs also when \`${command.name}\` fails.`,
        range: { start: command.range.start, end: next.range.end },
      };
    }
  },
);

/** Only after a test is it meant as a choice; in a chain of steps the last one is a fallback for all. */
function isCondition({ name, before }: ShellCommand): boolean {
  return (name === '[' || name === 'test') && before !== '&&';
}

function isSameList(a: ShellCommand, b: ShellCommand): boolean {
  return a.within.length === b.within.length;
}
