/** Rule: `2>&1 >file`, which sends errors to the terminal. https://www.shellcheck.net/wiki/SC2069 */
import { shellRule } from './shell-rule.ts';

export const redirectOrder = shellRule(
  {
    id: 'SC2069',
    slug: 'redirect-order',
    severity: 'low',
    title: 'Errors are redirected before the output is',
    why: 'Redirections are made from left to right: `2>&1` means where the output goes at that moment, which is not yet the file.',
    fix: 'Write `>file 2>&1`.',
    bad: 'FROM debian:13-slim\nRUN make 2>&1 >/build.log\n',
    good: 'FROM debian:13-slim\nRUN make >/build.log 2>&1\n',
  },
  function* ({ script }) {
    for (const { redirects, after } of script.commands) {
      // Into a pipe it is a known way to take the errors alone.
      if (after === '|' || after === '|&') continue;
      const joined = redirects.findIndex(
        ({ operator, descriptor, target }) => operator === '>&' && descriptor === 2 && target?.value === '1',
      );
      const later = redirects
        .slice(joined + 1)
        .find(
          ({ operator, descriptor }) =>
            (operator === '>' || operator === '>>') && (descriptor === undefined || descriptor === 1),
        );
      if (joined < 0 || later === undefined) continue;
      yield {
        message: 'The errors go where the output went before it was redirected.',
        range: redirects[joined]?.range ?? later.range,
      };
    }
  },
);
