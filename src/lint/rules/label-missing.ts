/** Rule: a label that the configuration asks for is not set. */

import { labelsOf } from '../reading/label.ts';
import { lineageOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const labelMissing: DockerfileRule = {
  id: 'DL3049',
  slug: 'label-missing',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A required label is missing',
  why: 'The label schema of the configuration names it. Silent until there is one.',
  fix: 'Set the label in the stage that is built.',
  aliases: [],
  bad: 'FROM debian:13-slim\n',
  good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.source="https://example.com/app"\n',
  *check(subject) {
    const { target, settings } = subject;
    if (target === undefined || settings.labels.size === 0) return;
    const lineage = new Set(lineageOf(subject, target.index).map(({ index }) => index));
    const keys = new Set<string>();
    for (const { key, step } of labelsOf(subject)) {
      if (!lineage.has(step.stage)) continue;
      // A key that is not known before the build may be any of them.
      if (key === undefined) return;
      keys.add(key);
    }
    const given = subject.bases.get(lineageOf(subject, target.index).at(-1)?.index ?? -1)?.config.labels;
    for (const key of settings.labels.keys()) {
      if (keys.has(key) || Object.hasOwn(given ?? {}, key)) continue;
      yield { message: `The label \`${key}\` is required and not set.`, range: target.from.range };
    }
  },
};
