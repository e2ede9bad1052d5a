/** Rule: a label that has to be a Git commit. */
import { misfits } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

export const labelHash: DockerfileRule = {
  id: 'DL3055',
  slug: 'label-hash',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A label is no Git hash',
  why: 'The label schema of the configuration says that it is one. Silent until there is one.',
  fix: 'Write the commit hash, 40 or 64 hexadecimal digits or the first 7.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL org.opencontainers.image.revision=main\n',
  good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.revision=2dbfae9\n',
  check: (subject) =>
    misfits(
      subject,
      'hash',
      (value) => /^(?:[0-9a-f]{7}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(value),
      'a Git commit hash',
    ),
};
