/** Rule: backticks in place of `$(...)`. https://www.shellcheck.net/wiki/SC2006 */
import { editIn, shellRule } from './shell-rule.ts';

export const backticks = shellRule(
  {
    id: 'SC2006',
    slug: 'backticks',
    severity: 'info',
    title: 'Backticks are used for a substitution',
    why: 'Backslashes inside of backticks have rules of their own, and they cannot be nested; `$(...)` has neither trouble.',
    fix: 'Write `$(...)`.',
    bad: 'FROM debian:13-slim\nRUN echo "`date`" > /built\n',
    good: 'FROM debian:13-slim\nRUN echo "$(date)" > /built\n',
  },
  function* (shell) {
    const { script, step } = shell;
    for (const { words, sets, redirects } of script.commands) {
      const all = [
        ...words,
        ...sets.flatMap(({ value }) => value ?? []),
        ...redirects.flatMap(({ target }) => target ?? []),
      ];
      for (const part of all.flatMap(({ parts }) => parts)) {
        if (part.kind !== 'command' || !part.text.startsWith('`')) continue;
        const { start, end } = part.range;
        // Its backslashes would mean something else; continued over lines, the last one may be one.
        const isPlain = !part.text.includes('\\') && end - start === part.text.length;
        const isClosed = part.text.length > 1 && part.text.endsWith('`') && step.script === script;
        yield {
          message:
            'A substitution is written in backticks, which do not nest and read backslashes in their own way.',
          range: part.range,
          ...(isPlain && isClosed
            ? editIn(shell, {
                title: 'Write $(...)',
                safety: 'safe',
                edits: [
                  { range: { start, end: start + 1 }, text: '$(' },
                  { range: { start: end - 1, end }, text: ')' },
                ],
              })
            : {}),
        };
      }
    }
  },
);
