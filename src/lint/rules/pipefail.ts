/** Rule: a pipe whose first commands may fail unseen. https://docs.docker.com/build/building/best-practices/#using-pipes */
import type { ShellCommand } from '../../dockerfile/shell.ts';
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import { insertBefore } from '../reading/edit.ts';
import { officialName } from '../reading/image-name.ts';
import { foundationOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';
import type { Step } from '../steps.ts';

/** What fails so rarely that nobody has to know. */
const harmless: ReadonlySet<string> = new Set(
  'date dpkg echo env find getent id ls printf pwd seq set tee true uname yes'.split(' '),
);
/** What changes the text that it is fed: it fails only where its own script is wrong. */
const filters: ReadonlySet<string> = new Set('awk cut grep head sed sort tail tr uniq wc xargs'.split(' '));
/** Official images with bash, and with BusyBox's ash. */
const withBash =
  /^(?:debian|ubuntu|buildpack-deps|fedora|almalinux|rockylinux|amazonlinux|oraclelinux|centos|opensuse.*|node|python|golang|rust|ruby|php|perl|openjdk|eclipse-temurin|maven|gradle|nginx|httpd)$/;

export const pipefail: DockerfileRule = {
  id: 'DL4006',
  slug: 'pipefail',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A failure inside a pipe goes unseen',
  why: 'Without `pipefail` only the last command of a pipe decides: a download that fails leaves an empty file, and the build goes on.',
  fix: 'Set `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`, or write to a file first.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN curl -fsS https://example.com/keys | gpg --dearmor -o /etc/apt/keyrings/a.gpg\n',
  good: 'FROM debian:13-slim\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsS https://example.com/keys | gpg --dearmor -o /etc/apt/keyrings/a.gpg\n',
  *check(subject) {
    const fixed = new Set<number>();
    for (const step of stepsOf(subject, 'RUN')) {
      if (step.script?.dialect !== 'sh' && step.script?.dialect !== 'bash') continue;
      const name = foundationOf(subject, step.stage)?.name ?? '';
      const family = officialName(name) ?? name;
      const isAsh = family === 'alpine' || /alpine/.test(name);
      if (hasPipefail(step, isAsh)) continue;
      const commands = commandsOf(step);
      const pipe = commands.find((run) => mayFail(run, commands));
      if (pipe === undefined) continue;
      const shell =
        withBash.test(family) && !/alpine/.test(name) ? '/bin/bash' : isAsh ? '/bin/ash' : undefined;
      const options = isAsh ? '"-eo", "pipefail"' : '"-o", "pipefail"';
      const canFix =
        shell !== undefined &&
        step.instruction.json === undefined &&
        !fixed.has(step.stage) &&
        !step.isTrigger;
      yield {
        message: `When \`${pipe.program || 'a command'}\` fails, the commands after it in the pipe go on with what there is, and the build too.`,
        range: pipe.command.range,
        ...(canFix
          ? {
              fix: {
                title: 'Set SHELL with pipefail',
                safety: 'review' as const,
                edits: [
                  insertBefore(subject.dockerfile, step.instruction, `SHELL ["${shell}", ${options}, "-c"]`),
                ],
              },
            }
          : {}),
      };
      if (canFix) fixed.add(step.stage);
    }
  },
};

/** By SHELL, or by the script itself. */
function hasPipefail(step: Step, isAsh: boolean): boolean {
  const [program = '', ...options] = step.shell;
  const shell = program.slice(program.lastIndexOf('/') + 1);
  // A plain sh may be one that does not know the option.
  if (options.includes('pipefail') && (shell !== 'sh' || isAsh)) return true;
  const own = commandsOf(step).filter(({ program: name }) => name === 'set' || /^(?:ba|z|a)sh$/.test(name));
  return (
    own.some(({ words }) => words.some(({ value }) => value === 'pipefail')) ||
    /^#!.*pipefail/.test(step.script?.text ?? '')
  );
}

function mayFail({ command, program }: RunCommand, commands: readonly RunCommand[]): boolean {
  if (command.pipe === undefined || !isPiped(command) || harmless.has(program)) return false;
  if (isFed(command) && filters.has(program)) return false;
  if (program === 'cat' && command.redirects.some(({ operator }) => operator.startsWith('<<'))) return false;
  // Whoever asks how the pipe ends, or lives with it, knows.
  const last = commands.findLast((other) => other.command.pipe === command.pipe)?.command;
  return last?.isTested !== true || last.after === '&&';
}

function isFed({ before }: ShellCommand): boolean {
  return before === '|' || before === '|&';
}

function isPiped({ after }: ShellCommand): boolean {
  return after === '|' || after === '|&';
}
