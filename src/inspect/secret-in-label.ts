/** Rule: a label holds a secret. */
import { findSecretsInValue } from '../detector/secret-text.ts';
import type { ImageRule } from './rule.ts';

export const secretInLabel: ImageRule = {
  id: 'secret-in-label',
  kind: 'secret',
  severity: 'high',
  title: 'A label holds a secret',
  why: "Labels are stored in the image's config as plain text, and registries and dashboards show them.",
  fix: 'Revoke it and remove the label.',
  aliases: [],
  *check({ config }) {
    for (const name of Object.keys(config.labels).sort()) {
      const [hit] = findSecretsInValue(name, config.labels[name] ?? '');
      if (hit === undefined) continue;
      yield {
        severity: hit.severity,
        message: `The label ${name} holds a secret: ${hit.title}. Whoever can pull the image can read its config.`,
        location: {},
        evidence: [{ label: hit.title, value: `${hit.excerpt} (fingerprint ${hit.fingerprint})` }],
      };
    }
  },
};
