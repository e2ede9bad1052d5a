/** Rule: a label of the schema is set to nothing. */
import { labelsOf } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

export const labelEmpty: DockerfileRule = {
  id: 'DL3051',
  slug: 'label-empty',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A required label is empty',
  why: 'The label schema of the configuration asks for a value. Silent until there is one.',
  fix: 'Give the label its value.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL org.opencontainers.image.source=""\n',
  good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.source="https://example.com/app"\n',
  *check(subject) {
    const { settings } = subject;
    if (settings.labels.size === 0) return;
    for (const { key, value, range } of labelsOf(subject)) {
      if (key === undefined || value !== '' || !settings.labels.has(key)) continue;
      yield { message: `The label \`${key}\` is empty.`, range };
    }
  },
};
