/** Rule: a label that the configuration does not know. */
import { labelsOf } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

export const labelUnknown: DockerfileRule = {
  id: 'DL3050',
  slug: 'label-unknown',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A label is not in the schema',
  why: 'With strict labels the configuration allows only those that it names. Silent otherwise.',
  fix: 'Take the label out, or add it to the schema.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL com.example.note=draft\n',
  good: 'FROM debian:13-slim\n',
  *check(subject) {
    const { settings } = subject;
    if (!settings.hasStrictLabels) return;
    for (const { key, range } of labelsOf(subject)) {
      if (key === undefined || settings.labels.has(key)) continue;
      yield { message: `The label \`${key}\` is not in the schema.`, range };
    }
  },
};
