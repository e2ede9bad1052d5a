/** Rule: a command's output without quotes, which the shell takes apart. https://www.shellcheck.net/wiki/SC2046 */
import { editIn, quoteEdits, shellRule } from './shell-rule.ts';

/** Commands whose output is one plain word, or options and lists that are meant to be taken apart. */
const harmless =
  /^(?:\$\(|`)\s*(?:(?:test|\[)\s|(?:nproc|seq|uname|arch|id\s+-\w+|dpkg\s+--print-architecture|getconf|pgrep|pidof|lsb_release\s+-\w+|rpm\s+-E|apt-mark\s+showmanual|python3?-config|pkg-config)\b)/;
/** What takes any number of arguments is often given a list on purpose. */
const takesLists = /^(?:apt|apt-get|apt-mark|apk|dnf|yum|microdnf|zypper|pacman|pip3?|npm|echo|printf|for)$/;

export const unquotedSubstitution = shellRule(
  {
    id: 'SC2046',
    slug: 'unquoted-substitution',
    severity: 'low',
    title: "A command's output is used without quotes",
    why: 'The shell splits the output at blanks and takes `*` and `?` in it for file names.',
    fix: 'Put double quotes around it.',
    bad: 'FROM debian:13-slim\nRUN chown root $(cat /files)\n',
    good: 'FROM debian:13-slim\nRUN chown root "$(cat /files)"\n',
  },
  function* (shell) {
    for (const { name, words } of shell.script.commands) {
      if (takesLists.test(name.slice(name.lastIndexOf('/') + 1))) continue;
      for (const part of words.flatMap(({ parts }) => parts)) {
        if (part.kind !== 'command' || part.quoted || harmless.test(part.text)) continue;
        yield {
          message: `The shell splits what \`${shorten(part.text)}\` prints at blanks.`,
          range: part.range,
          ...editIn(shell, {
            title: 'Quote the substitution',
            safety: 'review',
            edits: quoteEdits(part.range),
          }),
        };
      }
    }
  },
);

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
