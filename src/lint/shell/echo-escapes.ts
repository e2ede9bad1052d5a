/** Rule: `echo` with escape sequences, which some shells print as they are. https://www.shellcheck.net/wiki/SC2028 */
import { shellRule } from './shell-rule.ts';

export const echoEscapes = shellRule(
  {
    id: 'SC2028',
    slug: 'echo-escapes',
    severity: 'info',
    title: 'echo may not expand escape sequences',
    why: "`echo` of dash and BusyBox's turns `\\n` into a line break, bash's prints it: what the file holds depends on the base image.",
    fix: 'Write `printf` in place of `echo`.',
    bad: 'FROM debian:13-slim\nRUN echo "a\\nb" > /etc/app.conf\n',
    good: 'FROM debian:13-slim\nRUN printf "a\\nb\\n" > /etc/app.conf\n',
  },
  function* ({ script }) {
    for (const { name, words } of script.commands) {
      if (name !== 'echo' || words.some(({ value }) => /^-[neE]*[eE][neE]*$/.test(value))) continue;
      const word = words.find(({ parts }) =>
        parts.some(
          ({ kind, quoted, text }) =>
            kind === 'literal' && quoted && !text.startsWith("$'") && hasEscape(text),
        ),
      );
      if (word === undefined) continue;
      yield {
        message: '`echo` of some shells prints the escape sequence itself.',
        range: word.range,
      };
    }
  },
);

/** An odd number of backslashes before what `echo` could expand. */
function hasEscape(text: string): boolean {
  return [...text.matchAll(/(\\+)[ntr]/g)].some(([, slashes = '']) => slashes.length % 2 === 1);
}
