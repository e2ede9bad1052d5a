/** Rules: syntax that `/bin/sh` need not have, one for each construct. https://www.shellcheck.net/wiki/SC3010 */
import type { ShellCommand, ShellExtension } from '../../dockerfile/shell.ts';
import type { Range } from '../../dockerfile/syntax.ts';
import { baseFamily, type ShellFamily } from '../reading/base-family.ts';
import type { DockerfileRule } from '../rule.ts';
import { type ShellStep, shellRule } from './shell-rule.ts';

interface Bashism {
  readonly id: string;
  readonly slug: string;
  /** What it is, as the subject of a sentence. */
  readonly what: string;
  readonly bad: string;
  readonly good: string;
  readonly kind?: ShellExtension;
  readonly find?: (command: ShellCommand) => Range | undefined;
  /** BusyBox's shell, that of Alpine, has it. */
  readonly inBusybox?: boolean;
}

const optionOf = (command: ShellCommand, option: string): Range | undefined =>
  command.words.find(({ value }) => value === option)?.range;

const bashisms: readonly Bashism[] = [
  {
    id: 'SC3001',
    slug: 'sh-process-substitution',
    what: 'Process substitution',
    kind: '<()',
    bad: 'diff <(a) <(b)',
    good: 'a > /a && b | diff /a -',
  },
  {
    id: 'SC3003',
    slug: 'sh-ansi-quotes',
    what: "`$'...'`",
    kind: "$''",
    bad: "echo $'a\\tb'",
    good: "printf 'a\\tb\\n'",
    inBusybox: true,
  },
  {
    id: 'SC3006',
    slug: 'sh-arithmetic-command',
    what: '`((...))` as a command',
    kind: '((',
    bad: '((a > 1)) && make',
    good: '[ "$a" -gt 1 ] && make',
  },
  {
    id: 'SC3009',
    slug: 'sh-braces',
    what: 'Brace expansion',
    kind: 'brace',
    bad: 'mkdir -p /app/{bin,lib}',
    good: 'mkdir -p /app/bin /app/lib',
  },
  {
    id: 'SC3010',
    slug: 'sh-double-brackets',
    what: '`[[ ]]`',
    kind: '[[',
    bad: '[[ -f /a ]] && cat /a',
    good: '[ -f /a ] && cat /a',
    inBusybox: true,
  },
  {
    id: 'SC3011',
    slug: 'sh-here-string',
    what: '`<<<`',
    kind: '<<<',
    bad: 'cat <<< text',
    good: 'echo text | cat',
  },
  {
    id: 'SC3020',
    slug: 'sh-both-redirect',
    what: '`&>`',
    kind: '&>',
    bad: 'make &> /log',
    good: 'make > /log 2>&1',
    inBusybox: true,
  },
  {
    id: 'SC3030',
    slug: 'sh-array',
    what: 'An array',
    kind: 'array',
    bad: 'a=(1 2) && make',
    good: 'a="1 2" && make',
  },
  {
    id: 'SC3040',
    slug: 'sh-pipefail',
    what: '`set -o pipefail`',
    bad: 'set -o pipefail && curl -s u | tar x',
    good: 'curl -s u -o /u && tar xf /u',
    inBusybox: true,
    find: (command) => (command.name === 'set' ? optionOf(command, 'pipefail') : undefined),
  },
  {
    id: 'SC3044',
    slug: 'sh-pushd',
    what: '`pushd`',
    bad: 'pushd /a && make',
    good: '(cd /a && make)',
    find: ({ name, nameWord }) =>
      /^(?:pushd|popd|shopt|declare|typeset|disown|mapfile|readarray)$/.test(name)
        ? nameWord?.range
        : undefined,
  },
  {
    id: 'SC3046',
    slug: 'sh-source',
    what: '`source`',
    bad: 'source /env && make',
    good: '. /env && make',
    inBusybox: true,
    find: ({ name, nameWord }) => (name === 'source' ? nameWord?.range : undefined),
  },
  {
    id: 'SC3014',
    slug: 'sh-double-equals',
    what: '`==` in `[ ]`',
    bad: '[ "$a" == b ] && make',
    good: '[ "$a" = b ] && make',
    inBusybox: true,
    find: (command) =>
      command.name === '[' || command.name === 'test' ? optionOf(command, '==') : undefined,
  },
  {
    id: 'SC3060',
    slug: 'sh-expansion',
    what: 'This kind of expansion',
    kind: 'expansion',
    bad: `echo "\${v//./-}"`,
    good: 'echo "$v" | tr . -',
    inBusybox: true,
  },
];

/** Shells that read a construct where `sh` is said: the base decides. */
function isFine(bashism: Bashism, family: ShellFamily): boolean {
  return family === 'bash' || (family === 'busybox' && bashism.inBusybox === true);
}

const fixes: ReadonlyMap<string, string> = new Map([
  ['SC3014', '='],
  ['SC3046', '.'],
]);

function toRule(bashism: Bashism): DockerfileRule {
  const { id, slug, what, kind, find } = bashism;
  return shellRule(
    {
      id,
      slug,
      severity: 'medium',
      title: `${what} is not in every /bin/sh`,
      why: 'RUN goes through `/bin/sh`, which is dash on Debian and Ubuntu: the line fails there, or does something else.',
      fix: 'Write it in the words of POSIX, or set `SHELL ["/bin/bash", "-c"]` before it.',
      bad: `FROM debian:13-slim\nRUN ${bashism.bad}\n`,
      good: `FROM debian:13-slim\nRUN ${bashism.good}\n`,
    },
    function* (shell, subject) {
      if (shell.script.dialect !== 'sh' || isFine(bashism, baseFamily(subject, shell.step))) return;
      for (const range of placesOf(shell, kind, find)) {
        const text = fixes.get(id);
        const isSafe = text !== undefined && shell.isEditable;
        yield {
          message: `${what} is no part of the shell that \`/bin/sh\` may be.`,
          range,
          ...(isSafe
            ? { fix: { title: `Write ${text}`, safety: 'safe' as const, edits: [{ range, text }] } }
            : {}),
        };
      }
    },
  );
}

function placesOf(
  { script }: ShellStep,
  kind: ShellExtension | undefined,
  find: Bashism['find'],
): readonly Range[] {
  if (kind !== undefined)
    return script.extensions.filter((one) => one.kind === kind).map(({ range }) => range);
  return script.commands.flatMap((command) => find?.(command) ?? []);
}

export const shBashisms: readonly DockerfileRule[] = bashisms.map(toRule);
