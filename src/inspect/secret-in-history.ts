/** Rule: the build history holds a secret: a build argument, or text of an instruction. */
import { findSecretsInText, findSecretsInValue, type SecretHit } from '../detector/secret.ts';
import { locateInstruction } from './commands.ts';
import type { ImageRule } from './rule.ts';

export const secretInHistory: ImageRule = {
  id: 'secret-in-history',
  kind: 'secret',
  severity: 'high',
  title: 'The build history holds a secret',
  why: "Build arguments and the text of every instruction stay in the image's config: `docker history --no-trunc` prints them.",
  fix: 'Revoke it, and pass secrets to the build with `RUN --mount=type=secret` instead of ARG or the command line.',
  aliases: ['CIS-DI-0010', 'DL3064', 'DS-0031', 'SecretsUsedInArgOrEnv'],
  *check({ config, footprint }) {
    const current = new Set(config.env.flatMap(fingerprintsOfSetting));
    for (const instruction of footprint.instructions) {
      const raw = config.history[instruction.index]?.createdBy ?? instruction.text;
      const hits = new Map<string, SecretHit>();
      for (const hit of [...buildArguments(raw), ...settings(instruction.text), ...findSecretsInText(raw)]) {
        if (!hits.has(hit.fingerprint)) hits.set(hit.fingerprint, hit);
      }
      // An ENV that is still set is `secret-in-env`'s.
      if (instruction.keyword === 'ENV') for (const fingerprint of current) hits.delete(fingerprint);
      const found = [...hits.values()];
      const [first] = found;
      if (first === undefined) continue;
      const location = locateInstruction(instruction);
      yield {
        severity: first.severity,
        message: `A ${instruction.keyword} instruction of the build history holds a secret: ${first.title}. Whoever can pull the image can read its history.`,
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

function fingerprintsOfSetting(setting: string): string[] {
  const [name, value] = split(setting);
  return findSecretsInValue(name, value).map(({ fingerprint }) => fingerprint);
}

/** `|2 A=1 TOKEN=x /bin/sh -c ...`: the builder writes the arguments' count and each as a word. */
function buildArguments(raw: string): SecretHit[] {
  const match = /(?:^|\s)\|(\d{1,3}) /.exec(raw);
  if (match === null) return [];
  const words = raw.slice(match.index + match[0].length).split(' ', Number(match[1]));
  return words.flatMap((word) => findSecretsInValue(...split(word)));
}

/** The words `NAME=value` of ARG, ENV and LABEL. */
function settings(text: string): SecretHit[] {
  if (!/^(?:ARG|ENV|LABEL)\s/i.test(text)) return [];
  const words = text.split(/\s+/).slice(1);
  return words.flatMap((word) => (word.includes('=') ? findSecretsInValue(...split(word)) : []));
}

function split(setting: string): [string, string] {
  const equals = setting.indexOf('=');
  const value = setting.slice(equals + 1).replace(/^(["'])(.*)\1$/, '$2');
  return equals === -1 ? [setting, ''] : [setting.slice(0, equals), value];
}
