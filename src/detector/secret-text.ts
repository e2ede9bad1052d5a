/** Secrets in texts and values that are no files: history, ENV, labels, scripts. The value itself is never kept. */
import type { SecretEvidence } from '../model/layer.ts';
import { assignmentRule, type SecretFileRule, secretFileRules } from './secret-files.ts';
import { matchSecrets, type SecretMatch } from './secret-match.ts';
import { isPlaceholder, isSecretName } from './secret-value.ts';

/** What a value or text holds; the shape of SecretEvidence without a file. */
export type SecretHit = Pick<SecretEvidence, 'pattern' | 'title' | 'severity' | 'excerpt' | 'fingerprint'>;

const textRules: readonly SecretFileRule[] = [
  assignmentRule,
  ...secretFileRules.filter((rule) => rule.id === 'url-credential'),
];

/** Secrets in free text: a RUN line, a script, a build argument list. */
export function findSecretsInText(text: string): SecretHit[] {
  return locateSecrets(text).matches.map(withoutPlace);
}

/** Secrets in one named value: ENV, ARG, a label. The name counts: `DB_PASSWORD=hunter2` is one. */
export function findSecretsInValue(key: string, value: string): SecretHit[] {
  const known = matchText(`${key}=${value}`, []).matches;
  if (known.length > 0) return known.map(withoutPlace);
  if (!isSecretName(key) || isPlaceholder(value)) return [];
  // Quoted, the value counts as a whole whatever its characters are; its own quotes would end it.
  const text = `${key}="${value.replace(/["\n]/g, ' ').slice(0, 256)}"`;
  return matchText(text, [assignmentRule]).matches.map(withoutPlace);
}

/** The text with every secret in it replaced by `****`. */
export function maskSecrets(text: string): string {
  const { bytes, matches } = locateSecrets(text);
  const parts: Uint8Array[] = [];
  let done = 0;
  for (const match of matches) {
    if (match.start < done) continue;
    parts.push(bytes.subarray(done, match.start), Buffer.from('****'));
    done = endOfValue(bytes, match);
  }
  return matches.length === 0 ? text : Buffer.concat([...parts, bytes.subarray(done)]).toString('utf8');
}

/** A match may end before its value does: what goes on in the same alphabet, a key over its lines, belongs to it. */
function endOfValue(bytes: Uint8Array, { pattern, end }: SecretMatch): number {
  const more = pattern === 'private-key' ? /[A-Za-z0-9+/=\s\\]/ : /[A-Za-z0-9+/=_-]/;
  let at = end;
  while (at < bytes.length && more.test(String.fromCharCode(bytes[at] ?? 0))) at++;
  return at;
}

function locateSecrets(text: string) {
  return matchText(text, textRules);
}

function matchText(text: string, rules: readonly SecretFileRule[]) {
  const bytes = Buffer.from(text, 'utf8');
  return { bytes, matches: matchSecrets(bytes, 0, bytes.length, rules) };
}

function withoutPlace({ pattern, title, severity, excerpt, fingerprint }: SecretMatch): SecretHit {
  return { pattern, title, severity, excerpt, fingerprint };
}
