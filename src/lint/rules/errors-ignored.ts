/** Rule: a script goes on after a command that failed. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#set */

import type { Dockerfile } from '../../dockerfile/syntax.ts';
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import { insertAt, replace } from '../reading/edit.ts';
import type { DockerfileRule, Edit, Fix } from '../rule.ts';
import type { Step } from '../steps.ts';

/** What does not fail, or what a script may do without. */
const harmless =
  /^(?:|:|\[|alias|cat|cd|chmod|declare|echo|env|exit|export|false|hash|id|local|ls|mkdir|printf|pwd|read|readonly|return|rm|set|shift|shopt|sleep|source|sync|test|touch|trap|true|type|typeset|ulimit|umask|unset|wait|whoami|which)$/;

export const errorsIgnored: DockerfileRule = {
  id: 'errors-ignored',
  slug: 'missing-errexit',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'The build goes on after a command that failed',
  why: 'A shell ends with what its last command says: when one before it fails, nobody notices, and the image lacks something.',
  fix: 'Begin the script with `set -e`, or join the commands with `&&`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN <<EOF\nmake\nmake install\nEOF\n',
  good: 'FROM debian:13-slim\nRUN <<EOF\nset -e\nmake\nmake install\nEOF\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'RUN')) {
      const commands = commandsOf(step);
      if (isStrict(step, commands)) continue;
      // Of a loop or branch, the shell notices the failure no more; but what is asked for is seen.
      const index = commands.findIndex((run, at) => isDropped(run, commands.slice(at + 1)));
      const dropped = commands[index];
      if (dropped === undefined) continue;
      const fix = fixOf(subject.dockerfile, step, commands);
      yield {
        message: `When \`${dropped.program}\` fails, the script goes on, and the step succeeds with its last command.`,
        range: dropped.command.range,
        ...(fix === undefined ? {} : { fix }),
      };
    }
  },
};

/** By SHELL, by `set -e` before anything else that counts, by the line that starts the script. */
function isStrict({ shell, script, instruction }: Step, commands: readonly RunCommand[]): boolean {
  if (shell.some((word) => /^-[a-zA-Z]*e[a-zA-Z]*$|^errexit$/.test(word))) return true;
  if (/^\s*#!\S+\s+-\S*e/.test(script?.text ?? '')) return true;
  const first = commands.find(({ program }) => !harmless.test(program) || program === 'set');
  if (
    first?.program === 'set' &&
    first.words.some(({ value }) => /^-[a-zA-Z]*e[a-zA-Z]*$|^errexit$/.test(value))
  )
    return true;
  // `RUN bash -e <<EOF`
  return (
    instruction.heredocs.length > 0 &&
    commands.some(
      ({ program, words }) =>
        /^(?:ba|da|a|z)?sh$/.test(program) && words.some(({ value }) => /^-[a-zA-Z]*e/.test(value)),
    )
  );
}

/** True when nothing asks how the command ends, and something else comes after it. */
function isDropped({ command, program }: RunCommand, later: readonly RunCommand[]): boolean {
  if (command.after !== ';' || command.within.length > 0 || harmless.test(program)) return false;
  if (command.before === '||' || (command.isTested && command.before !== '&&')) return false;
  const next = later.find((other) => other.command.range.start >= command.range.end);
  // Whoever reads `$?` next has seen it.
  return next !== undefined && !/^(?:exit|return|\[|test)$/.test(next.program);
}

/** `set -e` for a script, `&&` for a line. */
function fixOf(
  dockerfile: Dockerfile,
  { instruction }: Step,
  commands: readonly RunCommand[],
): Fix | undefined {
  const [heredoc] = instruction.heredocs;
  if (heredoc === undefined) {
    const edits = joinAll(dockerfile, commands);
    return edits === undefined ? undefined : { title: 'Join the commands with &&', safety: 'review', edits };
  }
  // With more than the heredoc on the line, it may be the input of something else than a shell.
  if (instruction.words.length !== 1 || heredoc.body.startsWith('#!')) return undefined;
  const line = heredoc.stripTabs ? '\tset -e\n' : 'set -e\n';
  return { title: 'Begin with set -e', safety: 'review', edits: [insertAt(heredoc.range.start, line)] };
}

/** `&&` for every semicolon after a command whose failure counts; undefined where more than a semicolon is between. */
function joinAll({ text }: Dockerfile, commands: readonly RunCommand[]): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const [index, run] of commands.entries()) {
    if (!isDropped(run, commands.slice(index + 1, index + 2))) continue;
    const start = run.command.range.end;
    const end = commands[index + 1]?.command.range.start ?? start;
    const between = text.slice(start, end);
    if (!/^[ \t]*;[ \t]*(?:\\\r?\n[ \t]*)?$/.test(between)) return undefined;
    edits.push(replace({ start, end }, between.replace(/[ \t]*;/, ' &&')));
  }
  return edits.length === 0 || edits.length > 100 ? undefined : edits;
}
