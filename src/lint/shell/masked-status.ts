/** Rule: `export A=$(...)` hides that the command failed. https://www.shellcheck.net/wiki/SC2155 */
import { shellRule } from './shell-rule.ts';

const declares = /^(?:export|local|readonly|declare|typeset)$/;

export const maskedStatus = shellRule(
  {
    id: 'SC2155',
    slug: 'masked-status',
    severity: 'low',
    title: 'A declaration hides that its command failed',
    why: '`export` succeeds whatever the command inside of it does, so that the build goes on with an empty value.',
    fix: 'Assign first, then declare: `A=$(...) && export A`.',
    bad: 'FROM debian:13-slim\nRUN export V="$(cat /version)" && make\n',
    good: 'FROM debian:13-slim\nRUN V="$(cat /version)" && export V && make\n',
  },
  function* ({ script }) {
    for (const { name, words } of script.commands) {
      if (!declares.test(name)) continue;
      for (const word of words) {
        const variable = /^([A-Za-z_]\w*)=/.exec(word.value)?.[1];
        if (variable === undefined || !word.parts.some(({ kind }) => kind === 'command')) continue;
        yield {
          message: `\`${name}\` succeeds even when the command that gives \`${variable}\` fails.`,
          range: word.range,
        };
      }
    }
  },
);
