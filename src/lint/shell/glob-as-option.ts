/** Rule: a wildcard whose matches may begin with a dash. https://www.shellcheck.net/wiki/SC2035 */
import { editIn, shellRule } from './shell-rule.ts';

/** Programs for which a leading dash means an option that does harm. */
const takesFiles =
  /^(?:rm|mv|cp|chmod|chown|chgrp|tar|cat|sed|grep|gzip|gunzip|unzip|sha256sum|md5sum|touch|ln|tee)$/;

export const globAsOption = shellRule(
  {
    id: 'SC2035',
    slug: 'glob-as-option',
    severity: 'info',
    title: 'A wildcard may match names that look like options',
    why: 'A file called `-rf` becomes an option of the command that `*` hands it to.',
    fix: 'Write `./*`, or `--` before it.',
    bad: 'FROM debian:13-slim\nRUN rm *.deb\n',
    good: 'FROM debian:13-slim\nRUN rm ./*.deb\n',
  },
  function* (shell) {
    for (const { name, words } of shell.script.commands) {
      if (!takesFiles.test(name) || words.some(({ value }) => value === '--')) continue;
      for (const word of words) {
        const [first] = word.parts;
        if (first?.kind !== 'glob' || first.quoted) continue;
        const { start } = word.range;
        yield {
          message: `\`${word.value}\` hands files whose names begin with a dash to \`${name}\` as options.`,
          range: word.range,
          ...editIn(shell, {
            title: `Write ./${word.value}`,
            safety: 'safe',
            edits: [{ range: { start, end: start }, text: './' }],
          }),
        };
      }
    }
  },
);
