/** Rule: ADD copies local files, which COPY does without surprises. https://docs.docker.com/build/building/best-practices/#add-or-copy */
import { stepsOf } from '../query.ts';
import { pathsOf } from '../reading/paths.ts';
import type { DockerfileRule } from '../rule.ts';

/** What ADD does more than copy: remote sources, Git, archives. */
const remote = /^(?:https?|ftp|ssh|git):\/\/|^git@|\.git(?:#|$)/i;
const archive =
  /\.(?:tar|tgz|tbz2?|txz|tzst|tlz|t[bx]z)$|\.tar\.(?:gz|bz2|xz|zst|lzma|Z)$|\.(?:gz|bz2|xz|zst|lzma)$/i;

export const copyInsteadOfAdd: DockerfileRule = {
  id: 'DL3020',
  slug: 'copy-instead-of-add',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'ADD is used where COPY would do',
  why: 'ADD also unpacks archives and fetches URLs, so that what a line does depends on its file names; COPY only copies.',
  fix: 'Write COPY instead of ADD.',
  aliases: ['DS-0005', 'AVD-DS-0005', 'DS005', 'CIS-DI-0009'],
  bad: 'FROM debian:13-slim\nADD app.py /srv/\n',
  good: 'FROM debian:13-slim\nCOPY app.py /srv/\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'ADD')) {
      const { instruction } = step;
      if (instruction.heredocs.length > 0) continue;
      const paths = pathsOf(subject, step).map(({ value }) => value);
      const sources = paths.slice(0, -1);
      if (sources.length === 0) continue;
      // A source that is not known before the build may be an archive.
      if (sources.some((path) => path === undefined || remote.test(path) || archive.test(path))) continue;
      // COPY knows neither of these.
      if (
        instruction.flags.some(
          ({ name }) => name === 'checksum' || name === 'keep-git-dir' || name === 'unpack',
        )
      )
        continue;
      yield {
        message: `ADD copies ${sources.length === 1 ? `\`${sources[0]}\`` : 'local files'} as COPY would, and would do more if a name were another.`,
        range: instruction.keywordRange,
        fix: {
          title: 'Write COPY instead of ADD',
          safety: 'safe',
          edits: [{ range: instruction.keywordRange, text: 'COPY' }],
        },
      };
    }
  },
};
