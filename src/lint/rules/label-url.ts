/** Rule: a label that has to be a URL. */
import { misfits } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

export const labelUrl: DockerfileRule = {
  id: 'DL3052',
  slug: 'label-url',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A label is no URL',
  why: 'The label schema of the configuration says that it is one. Silent until there is one.',
  fix: 'Write an absolute URL.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL org.opencontainers.image.url=example\n',
  good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.url=https://example.com/\n',
  check: (subject) => misfits(subject, 'url', (value) => URL.canParse(value), 'a URL'),
};
