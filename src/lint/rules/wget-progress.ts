/** Rule: wget draws its progress into the build's log. https://www.gnu.org/software/wget/manual/wget.html#Download-Options */
import { runCommands } from '../query.ts';
import { hasAny, readArguments } from '../reading/arguments.ts';
import { baseFamily } from '../reading/base-family.ts';
import { fixIn, insertAt } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

const valued: ReadonlySet<string> = new Set(
  'O output-document P directory-prefix T timeout t tries U user-agent i input-file header'.split(' '),
);

export const wgetProgress: DockerfileRule = {
  id: 'DL3047',
  slug: 'wget-progress',
  kind: 'dockerfile',
  severity: 'info',
  title: 'wget fills the log with its progress',
  why: 'Without a terminal wget writes a line for every fifty kilobytes, and the error that somebody looks for is somewhere between.',
  fix: 'Add `--progress=dot:giga`, or `-nv`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN wget https://example.com/app.tar.gz\n',
  good: 'FROM debian:13-slim\nRUN wget --progress=dot:giga https://example.com/app.tar.gz\n',
  *check(subject) {
    for (const { program, programRange, step, words, command } of runCommands(subject)) {
      if (program !== 'wget' || words.length === 0) continue;
      const read = readArguments(words, valued);
      if (
        hasAny(
          read,
          'progress',
          'q',
          'quiet',
          'no-verbose',
          'o',
          'output-file',
          'a',
          'append-output',
          'spider',
          'b',
          'background',
          'V',
          'version',
          'h',
          'help',
        )
      )
        continue;
      if (words.some(({ value }) => value === '-nv')) continue;
      if (command.redirects.some(({ operator, descriptor }) => descriptor === 2 || operator.startsWith('&')))
        continue;
      // The wget of BusyBox does not know the option.
      const option = baseFamily(subject, step) === 'busybox' ? '-q' : '--progress=dot:giga';
      yield {
        message: 'wget writes its progress into the log.',
        range: programRange,
        ...(option === '-q' ? { advice: 'Add `-q`: the wget of BusyBox has no other way.' } : {}),
        ...fixIn(step, {
          title: `Add ${option}`,
          safety: 'review',
          edits: [insertAt(programRange.end, ` ${option}`)],
        }),
      };
    }
  },
};
