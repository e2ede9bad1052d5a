/** Rule: `find | xargs`, which breaks at blanks in names. https://www.shellcheck.net/wiki/SC2038 */
import { shellRule } from './shell-rule.ts';

export const findXargs = shellRule(
  {
    id: 'SC2038',
    slug: 'find-xargs',
    severity: 'low',
    title: 'find and xargs break names at blanks',
    why: '`xargs` splits at blanks and quotes: a file with one in its name is passed over, and another one is hit.',
    fix: 'Write `find ... -print0 | xargs -0 ...`, or `find ... -exec ... +`.',
    bad: 'FROM debian:13-slim\nRUN find / -name "*.pyc" | xargs rm\n',
    good: 'FROM debian:13-slim\nRUN find / -name "*.pyc" -print0 | xargs -0 rm\n',
  },
  function* ({ script }) {
    for (const [index, command] of script.commands.entries()) {
      const { name, words, pipe, after } = command;
      if (name !== 'find' || pipe === undefined || after !== '|') continue;
      const next = script.commands.slice(index + 1).find((other) => other.pipe === pipe);
      if (next?.name !== 'xargs') continue;
      const prints = words.some(({ value }) => /^-(?:print0|printf|fprint)/.test(value));
      const reads = next.words.some(({ value }) => /^(?:-[a-zA-Z]*0|--null|-d|--delimiter)/.test(value));
      if (prints || reads) continue;
      yield {
        message: '`xargs` takes the names that `find` prints apart at blanks.',
        range: next.range,
      };
    }
  },
);
