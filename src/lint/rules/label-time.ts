/** Rule: a label that has to be a time. https://www.rfc-editor.org/rfc/rfc3339 */
import { misfits } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

export const labelTime: DockerfileRule = {
  id: 'DL3053',
  slug: 'label-time',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A label is no RFC 3339 time',
  why: 'The label schema of the configuration says that it is one. Silent until there is one.',
  fix: 'Write it like `2026-11-23T18:05:00Z`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL org.opencontainers.image.created=yesterday\n',
  good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.created=2026-11-23T18:05:00Z\n',
  check: (subject) =>
    misfits(
      subject,
      'rfc3339',
      (value) => rfc3339.test(value) && !Number.isNaN(Date.parse(value.slice(0, 19).replace(/[t ]/, 'T'))),
      'a time like `2026-11-23T18:05:00Z`',
    ),
};
