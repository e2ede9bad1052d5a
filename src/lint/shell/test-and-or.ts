/** Rule: `[ a -a b ]`, which POSIX has given up. https://www.shellcheck.net/wiki/SC2166 */
import { shellRule } from './shell-rule.ts';

export const testAndOr = shellRule(
  {
    id: 'SC2166',
    slug: 'test-and-or',
    severity: 'info',
    title: 'A test joins conditions by -a or -o',
    why: 'What `[ a -a b ]` means depends on what the variables hold; shells differ, and the standard has dropped it.',
    fix: 'Write `[ a ] && [ b ]`, or `||`.',
    bad: 'FROM debian:13-slim\nRUN [ -f /a -a -f /b ] && cp /a /c\n',
    good: 'FROM debian:13-slim\nRUN [ -f /a ] && [ -f /b ] && cp /a /c\n',
  },
  function* ({ script }) {
    for (const { name, words } of script.commands) {
      if (name !== '[' && name !== 'test') continue;
      // In first place it is the old test for a file, in last place a text that is compared.
      const joint = words.find(
        ({ value, parts }, index) =>
          (value === '-a' || value === '-o') &&
          parts[0]?.quoted === false &&
          index > 0 &&
          index < words.length - 1 &&
          words[index - 1]?.value !== '!' &&
          !/^(?:=|==|!=|-eq|-ne)$/.test(words[index - 1]?.value ?? ''),
      );
      if (joint === undefined) continue;
      yield {
        message: `\`${joint.value}\` within \`${name}\` is read differently from shell to shell.`,
        range: joint.range,
      };
    }
  },
);
