/** Rule: the build history holds a secret: a build argument, or text of an instruction. */
import { findSecretsInText, findSecretsInValue, type SecretHit } from '../detector/secret.ts';
import { severities } from '../model/finding.ts';
import { locateInstruction } from './commands.ts';
import { environmentOf } from './environment.ts';
import type { ImageRule } from './rule.ts';
import { secretSettings } from './settings.ts';

export const secretInHistory: ImageRule = {
  id: 'secret-in-history',
  kind: 'secret',
  severity: 'high',
  title: 'The build history holds a secret',
  why: "Build arguments and the text of every instruction stay in the image's config: `docker history --no-trunc` prints them.",
  fix: 'Revoke it, and pass secrets to the build with `RUN --mount=type=secret` instead of ARG or the command line.',
  aliases: ['CIS-DI-0010', 'DL3064', 'DS-0031', 'SecretsUsedInArgOrEnv'],
  *check({ config, footprint }) {
    const current = new Set(
      [...environmentOf(config)]
        .flatMap(([name, value]) => findSecretsInValue(name, value))
        .map(({ fingerprint }) => fingerprint),
    );
    for (const instruction of footprint.instructions) {
      const raw = config.history[instruction.index]?.createdBy ?? instruction.text;
      const hits = new Map<string, SecretHit>();
      for (const hit of [...findSecretsInText(raw), ...secretSettings(raw)]) {
        // An ENV that is still set is `secret-in-env`'s.
        if (instruction.keyword === 'ENV' && current.has(hit.fingerprint)) continue;
        if (!hits.has(hit.fingerprint)) hits.set(hit.fingerprint, hit);
      }
      const found = [...hits.values()].sort(
        (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
      );
      const [worst] = found;
      if (worst === undefined) continue;
      const location = locateInstruction(instruction);
      yield {
        severity: worst.severity,
        message: `The build history holds a secret in ${instruction.keyword}: ${worst.title}. Whoever can pull the image can read its history.`,
        location,
        evidence: found.map((hit) => ({
          label: hit.title,
          value: `${hit.excerpt} (fingerprint ${hit.fingerprint})`,
          location,
        })),
        inBase: instruction.inBase,
      };
    }
  },
};
