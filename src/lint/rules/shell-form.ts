/** Rule: CMD or ENTRYPOINT in the shell form. https://docs.docker.com/reference/build-checks/json-args-recommended/ */
import type { ShellCommand } from '../../dockerfile/shell.ts';
import { writeExecForm } from '../../dockerfile/write.ts';
import { stepsOf } from '../query.ts';
import { replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

/** What only the shell itself can do. */
const builtIns: ReadonlySet<string> = new Set(
  '. : [ [[ alias bg break case cd command continue declare eval exec exit export false fg for function getopts hash help if jobs let local popd printf pushd read readonly return select set shift shopt source test time times trap true type typeset ulimit umask unalias unset until wait while {'.split(
    ' ',
  ),
);

export const shellForm: DockerfileRule = {
  id: 'DL3025',
  slug: 'shell-form',
  kind: 'dockerfile',
  severity: 'low',
  title: 'The command runs under a shell',
  why: 'The shell is process 1 and passes no signals on: `docker stop` waits ten seconds and kills, and nothing is shut down in order.',
  fix: 'Write the command as a JSON array.',
  aliases: ['JSONArgsRecommended', 'ID.20012'],
  bad: 'FROM node:24-slim\nCMD node server.js\n',
  good: 'FROM node:24-slim\nCMD ["node", "server.js"]\n',
  *check(subject) {
    const chosen = firstShells(subject);
    for (const step of stepsOf(subject, 'CMD', 'ENTRYPOINT', 'HEALTHCHECK')) {
      const { instruction, script } = step;
      const { keyword, argument, argumentRange, json } = instruction;
      if (json !== undefined || argument === '' || argument.startsWith('[')) continue;
      // Whoever sets SHELL has chosen one.
      const hasShell = (chosen[step.stage] ?? Number.POSITIVE_INFINITY) < instruction.range.start;
      if (hasShell || script === undefined) continue;
      const plain = plainCommand(step);
      if (keyword === 'HEALTHCHECK') {
        // A probe gets no signals; a shell is only in the way where it does nothing.
        if (!/^cmd\s/i.test(argument) || /^cmd\s+\[/i.test(argument) || plain === undefined) continue;
        yield {
          message: 'The probe is a single command, which needs no shell.',
          range: argumentRange,
          severity: 'info',
          fix: {
            title: 'Write a JSON array',
            safety: 'review',
            edits: [replace(script.place(0, script.text.length), writeExecForm(plain))],
          },
        };
        continue;
      }
      yield {
        message: `${keyword} runs ${plain === undefined ? 'its command' : `\`${plain[0]}\``} as a child of a shell, which passes no signals on.`,
        range: argumentRange,
        ...(plain === undefined
          ? {}
          : {
              fix: {
                title: 'Write a JSON array',
                // An entry point without a shell gets CMD and the words of docker run as arguments.
                safety: keyword === 'CMD' ? ('safe' as const) : ('review' as const),
                edits: [replace(argumentRange, writeExecForm(plain))],
              },
            }),
      };
    }
  },
};

/** Where SHELL is first set, by stage: below it, or in it. */
function firstShells({ stages }: LintSubject): readonly number[] {
  const first: number[] = [];
  for (const { instructions, parent } of stages) {
    const own = instructions.find(({ keyword }) => keyword === 'SHELL')?.range.start;
    first.push(Math.min(own ?? Number.POSITIVE_INFINITY, first[parent ?? -1] ?? Number.POSITIVE_INFINITY));
  }
  return first;
}

/** The words of a script that is one command without anything for a shell to do. */
function plainCommand({ script }: Step): readonly string[] | undefined {
  const [command, ...rest] = script?.commands ?? [];
  if (command === undefined || rest.length > 0 || (script?.problems.length ?? 0) > 0) return undefined;
  if (script?.text.includes('#') === true || !isPlain(command)) return undefined;
  const words = [command.name, ...command.words.map(({ value }) => value)];
  if (command.name === 'exec' && words.length > 1 && !words[1]?.startsWith('-')) return words.slice(1);
  return builtIns.has(command.name) ? undefined : words;
}

function isPlain({
  name,
  nameWord,
  words,
  sets,
  redirects,
  after,
  within,
  isTested,
  pipe,
}: ShellCommand): boolean {
  if (name === '' || nameWord?.isLiteral !== true || sets.length > 0 || redirects.length > 0) return false;
  if (after !== '' || within.length > 0 || isTested || pipe !== undefined) return false;
  // A tilde is expanded too, and a backslash may be of the shell's or of the file's.
  return [nameWord, ...words].every(
    (word) => word.isLiteral && !/^~|[\\]/.test(word.parts.map(({ text }) => text).join('')),
  );
}
