/** Rule: a variable as the format of `printf`. https://www.shellcheck.net/wiki/SC2059 */
import { shellRule } from './shell-rule.ts';

export const printfFormat = shellRule(
  {
    id: 'SC2059',
    slug: 'printf-format',
    severity: 'info',
    title: 'printf takes a variable for its format',
    why: 'A `%` or a backslash in the value is read as a directive: the text comes out changed, or not at all.',
    fix: 'Write `printf "%s" "$NAME"`.',
    bad: 'FROM debian:13-slim\nARG KEY\nRUN printf "$KEY" > /key\n',
    good: 'FROM debian:13-slim\nARG KEY\nRUN printf "%s" "$KEY" > /key\n',
  },
  function* ({ script }) {
    for (const { name, words } of script.commands) {
      if (name !== 'printf') continue;
      const format = words[words[0]?.value === '--' ? 1 : 0];
      if (format === undefined || format.value.startsWith('-')) continue;
      if (!format.parts.some(({ kind }) => kind === 'variable' || kind === 'command')) continue;
      // A format with its own directive beside the variable is mostly colours around a text.
      if (/%[sdb]/.test(format.value)) continue;
      yield {
        message: '`printf` reads `%` and backslashes in the value as directives.',
        range: format.range,
      };
    }
  },
);
