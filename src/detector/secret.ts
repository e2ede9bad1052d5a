/** Secrets in file content and in values: what was found, where, and never the value itself. */
import type { Detector } from '../model/analyzer.ts';
import type { SecretEvidence } from '../model/layer.ts';
import { streamBlocks } from './blocks.ts';
import { assignmentRule, type SecretFileRule, secretFileRules } from './secret-files.ts';
import { lookAheadBytes, lookBehindBytes, matchSecrets, type SecretMatch } from './secret-match.ts';
import { classifyPlace } from './secret-place.ts';
import { openKeyStore, type SecretSink } from './secret-store.ts';
import { isPlaceholder, isSecretName } from './secret-value.ts';

/** What a value or text holds; the shape of SecretEvidence without a file. */
export type SecretHit = Pick<SecretEvidence, 'pattern' | 'title' | 'severity' | 'excerpt' | 'fingerprint'>;

/**
 * Text of any length, in blocks; a file with a NUL byte in its first 8 KiB is binary and passed over, but for key
 * stores by name. Samples in packages' documentation and tests are left out (secret-place.ts).
 */
export const secret: Detector = { name: 'secret', version: 1, open: openSecretSink };

/** Evidence of every secret in a whole file; `path` decides which rules for known files apply. */
export function findSecrets(bytes: Uint8Array, path: string): SecretEvidence[] {
  const sink = openSecretSink({ path, fileBytes: bytes.length });
  if (sink === undefined) return [];
  sink.write(bytes);
  return [...sink.end()];
}

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

/** Beyond it a file is one big finding anyway. */
const maxMatchesPerFile = 200;
/** Real text has an anchor every few KiB; past this density it is made to cost time, and the rest is not tried. */
const freeTries = 2_000;
const bytesPerTry = 128;
const binaryProbeBytes = 8 * 1024;
const textRules: readonly SecretFileRule[] = [
  assignmentRule,
  ...secretFileRules.filter((rule) => rule.id === 'url-credential'),
];

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

function openSecretSink({ path, fileBytes }: { path: string; fileBytes: number }): SecretSink | undefined {
  const place = classifyPlace(path);
  if (place === 'sample') return undefined;
  const keyStore = openKeyStore(path);
  if (keyStore !== undefined) return keyStore;
  const rules = rulesFor(path);
  const found: SecretEvidence[] = [];
  let seenBytes = 0;
  let linesBefore = 0;
  let lastEnd = 0;
  let tries = 0;
  let isBinary = false;

  const reach = { fileBytes, lookBehindBytes, lookAheadBytes };
  const blocks = streamBlocks(reach, (block, from, to, base, isLast) => {
    if (found.length >= maxMatchesPerFile) return;
    const mayTry = (start: number): boolean => tries++ < freeTries + (base + start) / bytesPerTry;
    let line = linesBefore + 1;
    let counted = from;
    for (const { start, end, severity, ...rest } of matchSecrets(block, from, to, rules, mayTry)) {
      if (base + start < lastEnd || found.length >= maxMatchesPerFile) continue;
      line += countLines(block, counted, start);
      counted = start;
      lastEnd = base + end;
      const offset = base + start;
      found.push({
        kind: 'secret',
        path,
        ...rest,
        severity: place === 'test' ? 'low' : severity,
        line,
        offset,
      });
    }
    if (!isLast) linesBefore += countLines(block, from, to);
  });

  return {
    write(chunk) {
      if (isBinary) return;
      isBinary = seenBytes < binaryProbeBytes && chunk.subarray(0, binaryProbeBytes - seenBytes).includes(0);
      seenBytes += chunk.length;
      if (!isBinary) blocks.write(chunk);
    },
    end() {
      if (isBinary) return [];
      blocks.end();
      return found;
    },
  };
}

function rulesFor(path: string): readonly SecretFileRule[] {
  return secretFileRules.filter((rule) => rule.path.test(path));
}

function countLines(bytes: Uint8Array, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at++) if (bytes[at] === 0x0a) lines++;
  return lines;
}
