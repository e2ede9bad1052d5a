/** Rule: a `cd` whose failure nobody notices. https://www.shellcheck.net/wiki/SC2164 */
import type { Script } from '../../dockerfile/script.ts';
import type { ShellCommand } from '../../dockerfile/shell.ts';
import { editIn, shellRule } from './shell-rule.ts';

export const cdUnchecked = shellRule(
  {
    id: 'SC2164',
    slug: 'cd-unchecked',
    severity: 'low',
    title: 'A failing cd is not noticed',
    why: 'Where the folder is not there, everything that follows runs in the folder before: `rm` and `make` do their work in the wrong place.',
    fix: 'Write `cd ... || exit 1`, join the commands by `&&`, or begin with `set -e`.',
    bad: 'FROM debian:13-slim\nRUN cd /src; make\n',
    good: 'FROM debian:13-slim\nRUN cd /src && make\n',
  },
  function* (shell) {
    const { script, step } = shell;
    for (const command of script.commands) {
      const { name, words, after, isTested } = command;
      if ((name !== 'cd' && name !== 'pushd') || isTested || (after !== ';' && after !== '&')) continue;
      // These are always there.
      if (words.some(({ value }) => value === '/' || value === '..' || value === '-')) continue;
      if (stopsAtErrors(step.shell, script, command)) continue;
      const end = command.range.end;
      yield {
        message: `When \`${name} ${words[0]?.value ?? ''}\` fails, the commands after it run in another folder.`,
        range: command.range,
        ...editIn(shell, {
          title: 'Add || exit 1',
          safety: 'safe',
          edits: [{ range: { start: end, end }, text: ' || exit 1' }],
        }),
      };
    }
  },
);

/** True when the shell, or a `set -e` before the command, ends the script at the first failure. */
function stopsAtErrors(shell: readonly string[], { commands }: Script, command: ShellCommand): boolean {
  const isErrexit = (words: readonly string[]): boolean =>
    words.some(
      (word, index) => /^-[a-z]*e[a-z]*$/.test(word) || (word === 'errexit' && words[index - 1] === '-o'),
    );
  if (isErrexit(shell.slice(1))) return true;
  return commands.some(
    ({ name, words, range }) =>
      name === 'set' && range.start < command.range.start && isErrexit(words.map(({ value }) => value)),
  );
}
