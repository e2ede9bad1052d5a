/** Rule: RUN clones whatever a branch is. https://git-scm.com/docs/git-clone */
import { type RunCommand, runCommands } from '../query.ts';
import { readArguments } from '../reading/arguments.ts';
import { createLast } from '../reading/last.ts';
import type { DockerfileRule } from '../rule.ts';

const valued: ReadonlySet<string> = new Set(
  'b branch c config depth j jobs o origin reference separate-git-dir shallow-since template u upload-pack C filter revision'.split(
    ' ',
  ),
);

export const gitCloneUnpinned: DockerfileRule = {
  id: 'git-clone-unpinned',
  slug: 'clone-of-a-branch',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A repository is cloned at whatever it is today',
  why: 'The builder keeps the step in its cache for as long as the line stays, and gets another commit when it does not: nobody knows which one is in the image.',
  fix: 'Clone a tag with `--branch`, better check a commit out, or use ADD with the repository and the commit.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN git clone https://example.com/a.git /src\n',
  good: 'FROM debian:13-slim\nRUN git clone --branch v1.2.0 --depth 1 https://example.com/a.git /src\n',
  *check(subject) {
    const lastPick = createLast(picksCommit);
    for (const run of runCommands(subject)) {
      if (run.program !== 'git') continue;
      const { operands, options } = readArguments(run.words, valued);
      const [action, source] = operands;
      if (action?.value !== 'clone' || source === undefined) continue;
      if (
        options.some(({ name }) => ['b', 'branch', 'revision', 'mirror'].includes(name)) ||
        !/^(?:https?|ssh|git):|^git@/.test(source.value)
      )
        continue;
      if (lastPick(run.step) > run.command.range.start) continue;
      yield {
        message: 'The clone is whatever the default branch is on the day of the build.',
        range: run.command.range,
      };
    }
  },
};

function picksCommit({ program, words }: RunCommand): boolean {
  return (
    program === 'git' && words.some(({ value }) => /^(?:checkout|reset|switch|fetch|rev-parse)$/.test(value))
  );
}
