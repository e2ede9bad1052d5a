/** Secrets in file content and in values: what was found, where, and never the value itself. */
import type { Detector } from '../model/analyzer.ts';
import type { SecretEvidence } from '../model/layer.ts';

/** What a value or text holds; the shape of SecretEvidence without a file. */
export type SecretHit = Pick<SecretEvidence, 'pattern' | 'title' | 'severity' | 'excerpt' | 'fingerprint'>;

/** Evidence of every secret in a whole file; `path` decides which rules for known files apply. */
export function findSecrets(_bytes: Uint8Array, _path: string): SecretEvidence[] {
  return [];
}

/** Secrets in free text: a RUN line, a build argument list. */
export function findSecretsInText(_text: string): SecretHit[] {
  return [];
}

/** Secrets in one named value: ENV, ARG, a label. The name counts: `DB_PASSWORD=hunter2` is one. */
export function findSecretsInValue(_key: string, _value: string): SecretHit[] {
  return [];
}

export const secret: Detector = { name: 'secret', version: 1, open: () => undefined };
