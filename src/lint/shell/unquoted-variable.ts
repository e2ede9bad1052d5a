/** Rule: a variable without quotes, which the shell takes apart. https://www.shellcheck.net/wiki/SC2086 */
import type { Script } from '../../dockerfile/script.ts';
import type { ShellCommand, ShellPart, ShellWord } from '../../dockerfile/shell.ts';
import type { Step } from '../steps.ts';
import { editIn, quoteEdits, shellRule } from './shell-rule.ts';

/** Numbers and flags of the shell: nothing in them can be taken apart. */
const harmless = /^(?:[?#$!-]|\d+|[@*])$/;
/** Lists of options and packages are meant to be taken apart. */
const isList = /(?:S|LIST|ARGV?|OPT|EXTRA|DEP|PKG)$/i;
/** What is called like this is a number or a word in any build; the builder's own platform variables are. */
const isWord =
  /(?:VERSION|ARCH|PLATFORM|OS|VARIANT|REVISION|RELEASE|SHA\d*|CHECKSUM|COMMIT|HASH|UID|GID|PORT|CODE|STATUS)$/i;
/** What takes any number of arguments is often given a list on purpose. */
const takesLists = /^(?:apt|apt-get|apt-mark|apk|dnf|yum|microdnf|zypper|pacman|pip3?|npm|xargs|set)$/;
/** Characters that neither split nor match file names. */
const plain = /^[\w./:@%+,=-]*$/;

export const unquotedVariable = shellRule(
  {
    id: 'SC2086',
    slug: 'unquoted-variable',
    severity: 'info',
    title: 'A variable is used without quotes',
    why: 'The shell splits what is in it at blanks and takes `*` and `?` for file names, so that one argument becomes several or none.',
    fix: 'Put double quotes around it.',
    bad: 'FROM debian:13-slim\nARG FILE\nRUN rm $FILE\n',
    good: 'FROM debian:13-slim\nARG FILE\nRUN rm "$FILE"\n',
  },
  function* (shell) {
    const plainNames = namesOfPlainValues(shell.script);
    for (const command of shell.script.commands) {
      if (takesLists.test(command.name)) continue;
      for (const part of partsOf(command)) {
        const name = part.name ?? '';
        if (part.kind !== 'variable' || part.quoted || part.text.startsWith('${#')) continue;
        if (harmless.test(name) || isList.test(name) || isWord.test(name)) continue;
        if (plainNames.has(name) || isKnownPlain(name, shell.step)) continue;
        yield {
          message: `The shell splits what \`${part.text}\` stands for at blanks.`,
          range: part.range,
          ...editIn(shell, {
            title: `Quote ${part.text}`,
            safety: 'review',
            edits: quoteEdits(part.range),
          }),
        };
      }
    }
  },
);

function partsOf({ words, redirects }: ShellCommand): readonly ShellPart[] {
  const targets = redirects.flatMap(({ target, operator }) =>
    target === undefined || operator === '<<<' ? [] : [target],
  );
  return [...words, ...targets].flatMap(({ parts }) => parts);
}

/** Variables to which the script gives nothing but words that the shell leaves as they are. */
function namesOfPlainValues({ commands, loops }: Script): ReadonlySet<string> {
  const isPlain = ({ isLiteral, value }: ShellWord): boolean =>
    isLiteral && value !== '' && plain.test(value);
  const names = new Map<string, boolean>();
  const add = (name: string, words: readonly ShellWord[]): void => {
    names.set(name, words.every(isPlain) && names.get(name) !== false);
  };
  for (const { name, words } of loops) add(name, words);
  for (const { sets } of commands) {
    for (const { name, value } of sets) {
      if (value === undefined) names.set(name, false);
      else add(name, [value]);
    }
  }
  return new Set([...names].flatMap(([name, isAlways]) => (isAlways ? [name] : [])));
}

function isKnownPlain(name: string, { variables }: Step): boolean {
  const value = variables.get(name);
  return value !== undefined && value !== '' && plain.test(value);
}
