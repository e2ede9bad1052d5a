/** Rule: useradd with a high id writes a sparse file that layers store whole. https://docs.docker.com/build/building/best-practices/#user */
import { runCommands } from '../query.ts';
import { hasAny, readArguments } from '../reading/arguments.ts';
import { fixIn, insertAt } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

const valued: ReadonlySet<string> = new Set(
  'b base-dir c comment d home-dir e expiredate f inactive g gid G groups K key k skel p password R root s shell u uid Z selinux-user'.split(
    ' ',
  ),
);

export const useraddSparse: DockerfileRule = {
  id: 'DL3046',
  slug: 'useradd-sparse',
  kind: 'waste',
  severity: 'low',
  title: 'useradd makes a huge file of zeros',
  why: 'For an account with a high id, /var/log/lastlog and faillog get as long as the id demands: sparse on disk, but hundreds of megabytes in a layer.',
  fix: 'Add `--no-log-init`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN useradd -u 1000123 app\n',
  good: 'FROM debian:13-slim\nRUN useradd --no-log-init -u 1000123 app\n',
  *check(subject) {
    for (const { program, programRange, step, words } of runCommands(subject)) {
      if (program !== 'useradd') continue;
      const read = readArguments(words, valued);
      const id = read.options.find(({ name }) => name === 'u' || name === 'uid')?.value;
      const text = typeof id === 'string' ? id : (id?.value ?? '');
      if (!/^\d{6,}$/.test(text) || hasAny(read, 'l', 'no-log-init')) continue;
      yield {
        message: `The id ${text} makes useradd write log files that long.`,
        range: programRange,
        savedBytes: Math.min(Number(text), 2 ** 32) * 292,
        ...fixIn(step, {
          title: 'Add --no-log-init',
          safety: 'safe',
          edits: [insertAt(programRange.end, ' --no-log-init')],
        }),
      };
    }
  },
};
