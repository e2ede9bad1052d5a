/** Rule: an environment variable of the config holds a secret. */
import { findSecretsInValue } from '../detector/secret-text.ts';
import { environmentOf } from './environment.ts';
import type { ImageRule } from './rule.ts';

export const secretInEnv: ImageRule = {
  id: 'secret-in-env',
  kind: 'secret',
  severity: 'high',
  title: 'An environment variable holds a secret',
  why: "ENV is stored in the image's config as plain text: `docker inspect` shows it, and every process and crash report inherits it.",
  fix: 'Revoke it, remove the ENV, and pass it when the container starts, best as a mounted secret.',
  aliases: ['CIS-DI-0010', 'DL3064', 'DS-0031', 'SecretsUsedInArgOrEnv'],
  *check({ config, footprint }) {
    for (const [name, value] of environmentOf(config)) {
      const [hit] = findSecretsInValue(name, value);
      if (hit === undefined) continue;
      const setter = footprint.instructions.findLast(
        ({ keyword, text }) => keyword === 'ENV' && text.split(/[\s=]/).includes(name),
      );
      yield {
        severity: hit.severity,
        message: `The variable ${name} holds a secret: ${hit.title}. Whoever can pull the image can read its config.`,
        location: setter === undefined ? {} : { instruction: setter.index },
        evidence: [{ label: hit.title, value: `${hit.excerpt} (fingerprint ${hit.fingerprint})` }],
        ...(setter === undefined ? {} : { inBase: setter.inBase }),
      };
    }
  },
};
