/** Rule: the build history holds a secret: a build argument, or text of an instruction. */
import { findSecretsInText, findSecretsInValue, type SecretHit } from '../detector/secret-text.ts';
import { ImgscanError } from '../errors.ts';
import type { Instruction } from '../model/footprint.ts';
import { count } from './bytes.ts';
import { locateInstruction } from './commands.ts';
import { environmentOf } from './environment.ts';
import type { ImageRule } from './rule.ts';
import { secretSettings } from './settings.ts';

/** Characters of a whole history that are looked at; real ones are a hundredth of it. */
const mostText = 1024 * 1024;

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
    let characters = 0;
    const secrets = new Map<string, { hit: SecretHit; places: Set<Instruction> }>();
    for (const instruction of footprint.instructions) {
      const raw = config.history[instruction.index]?.createdBy ?? instruction.text;
      characters += raw.length;
      if (characters > mostText) break;
      for (const hit of [...findSecretsInText(raw), ...secretSettings(raw)]) {
        // An ENV that is still set is `secret-in-env`'s.
        if (instruction.keyword === 'ENV' && current.has(hit.fingerprint)) continue;
        const known = secrets.get(hit.fingerprint) ?? { hit, places: new Set() };
        known.places.add(instruction);
        secrets.set(hit.fingerprint, known);
      }
    }
    for (const { hit, places } of secrets.values()) {
      const [first] = places;
      if (first === undefined) continue;
      const times = places.size === 1 ? '' : `, repeated in ${count(places.size - 1, 'more instruction')}`;
      yield {
        severity: hit.severity,
        message: `The build history holds a secret in ${first.keyword}${times}: ${hit.title}. Whoever can pull the image can read its history.`,
        location: locateInstruction(first),
        evidence: [...places].map((instruction) => ({
          label: hit.title,
          value: `${hit.excerpt} (fingerprint ${hit.fingerprint})`,
          location: locateInstruction(instruction),
        })),
        inBase: first.inBase,
      };
    }
    if (characters > mostText) {
      throw new ImgscanError(
        'LIMIT_EXCEEDED',
        `expected at most ${mostText} characters of history, found more`,
      );
    }
  },
};
