/** Rule: RUN sets a password. */
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const passwordInBuild: DockerfileRule = {
  id: 'password-in-build',
  slug: 'password-set',
  kind: 'secret',
  severity: 'high',
  title: 'The build sets a password',
  why: 'It is the same in every container of the image and readable in its history, or empty: whoever reaches a login has the account.',
  fix: 'Leave accounts without a password, which nobody can log in with, and take out whatever logs in.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN echo "root:changeme" | chpasswd\n',
  good: 'FROM debian:13-slim\nRUN useradd --no-log-init app\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'RUN')) {
      const commands = commandsOf(step);
      for (const run of commands) {
        const reason = reasonOf(run, commands);
        if (reason !== undefined) yield { message: reason, range: run.command.range };
      }
    }
  },
};

function reasonOf(
  { program, words, command }: RunCommand,
  commands: readonly RunCommand[],
): string | undefined {
  const has = (...options: readonly string[]): boolean => words.some(({ value }) => options.includes(value));
  if (program === 'passwd' && has('-d', '--delete'))
    return '`passwd -d` leaves the account open to everybody.';
  if (program === 'chpasswd' || (program === 'passwd' && has('--stdin'))) {
    const source = commands.findLast(
      (other) =>
        other.command.pipe === command.pipe &&
        command.pipe !== undefined &&
        other.command.range.start < command.range.start,
    );
    // What comes from a secret or a generator is not in the file.
    const isKnown =
      source === undefined
        ? command.redirects.some(({ operator }) => operator === '<<<' || operator === '<<')
        : /^(?:echo|printf)$/.test(source.program) && source.words.every(isPlain);
    return isKnown ? 'The password is in the file, and so in the history of the image.' : undefined;
  }
  const option =
    program === 'useradd' || program === 'usermod'
      ? words.findIndex(({ value }) => /^(?:-p|--password)$/.test(value))
      : -1;
  const value = words[option + 1];
  if (option < 0 || value === undefined || /^[!*x]*$/.test(value.value) || !isPlain(value)) return undefined;
  return `\`${program} ${words[option]?.value}\` sets a password that is in the file, and so in the history of the image.`;
}

function isPlain(word: RunCommand['words'][number]): boolean {
  return word.parts.every(({ kind }) => kind === 'literal');
}
