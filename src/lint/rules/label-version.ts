/** Rule: a label that has to be a semantic version. https://semver.org/ */
import { parse } from 'semver';
import { misfits } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

export const labelVersion: DockerfileRule = {
  id: 'DL3056',
  slug: 'label-version',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A label is no semantic version',
  why: 'The label schema of the configuration says that it is one. Silent until there is one.',
  fix: 'Write three numbers, such as `1.4.0` or `2.0.0-rc.1`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL org.opencontainers.image.version=v1\n',
  good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.version=1.4.0\n',
  check: (subject) =>
    misfits(
      subject,
      'semver',
      (value) => !/^[v=\s]/i.test(value) && parse(value) !== null,
      'a semantic version',
    ),
};
