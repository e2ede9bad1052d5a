/** Finds every secret in a block of bytes: anchors first, expressions only around them. */
import { createHash } from 'node:crypto';
import { compileAnchors } from './anchor.ts';
import type { SecretFileRule } from './secret-files.ts';
import { type SecretPattern, type SecretSeverity, secretPatterns } from './secret-patterns.ts';

/** One secret in a block; `start` and `end` are the value's bytes in it. */
export interface SecretMatch {
  readonly pattern: string;
  readonly title: string;
  readonly severity: SecretSeverity;
  readonly start: number;
  readonly end: number;
  /** What names the value and where it stands, the value itself as `****`. */
  readonly excerpt: string;
  readonly fingerprint: string;
}

/** How far before a match's start an expression may look, and how far after it: a block carries that context. */
export const lookBehindBytes = 160;
export const lookAheadBytes = 2_100;

/** More than a text that is masked can hold. */
const maxMatches = 10_000;

const byAnchor: readonly { readonly anchor: string; readonly pattern: SecretPattern }[] =
  secretPatterns.flatMap((pattern) => pattern.anchors.map((anchor) => ({ anchor, pattern })));
const scanAnchors = compileAnchors(byAnchor.map(({ anchor }) => anchor));

/**
 * Secrets that are found at `from <= place < to`, sorted by start, none inside another. Bytes outside the range
 * are context only. `mayTry` is asked before an expression is run where an anchor starts. At most ten thousand.
 */
export function matchSecrets(
  bytes: Uint8Array,
  from: number,
  to: number,
  fileRules: readonly SecretFileRule[],
  mayTry: (start: number) => boolean = () => true,
): SecretMatch[] {
  const found: SecretMatch[] = [];
  scanAnchors(bytes, from, to, (index, start) => {
    const pattern = byAnchor[index]?.pattern;
    if (pattern === undefined || found.length >= maxMatches || !mayTry(start)) return;
    const context = Math.max(0, start - lookBehindBytes);
    const text = latin1(bytes, context, start + lookAheadBytes);
    pattern.expression.lastIndex = start - context;
    const match = pattern.expression.exec(text);
    if (match !== null) addMatch(found, pattern, match, context, byAnchor[index]?.anchor);
  });
  if (fileRules.length > 0) matchRules(found, bytes, from, to, fileRules);
  return found.length < 2 ? found : dropOverlaps(found);
}

function matchRules(
  found: SecretMatch[],
  bytes: Uint8Array,
  from: number,
  to: number,
  rules: readonly SecretFileRule[],
): void {
  const context = Math.max(0, from - lookBehindBytes);
  const text = latin1(bytes, context, to + lookAheadBytes);
  for (const rule of rules) {
    rule.expression.lastIndex = from - context;
    for (;;) {
      const match = rule.expression.exec(text);
      if (match === null || match.index + context >= to || found.length >= maxMatches) break;
      addMatch(found, rule, match, context);
    }
  }
}

type Kind = Pick<SecretPattern, 'id' | 'title' | 'judge'>;

function addMatch(
  found: SecretMatch[],
  kind: Kind,
  match: RegExpExecArray,
  context: number,
  anchor?: string,
): void {
  const groups = match.indices?.groups;
  const range =
    groups?.['value'] ?? groups?.['quoted'] ?? groups?.['single'] ?? groups?.['bare'] ?? match.indices?.[0];
  if (range === undefined) return;
  const start = groups?.['head']?.[0] ?? range[0];
  const value = match.input.slice(start, range[1]);
  const severity = kind.judge(value, match);
  if (severity === undefined) return;
  found.push({
    pattern: kind.id,
    title: kind.title,
    severity,
    start: context + start,
    end: context + range[1],
    excerpt: describe(match.input.slice(Math.max(0, start - 80), start), value, anchor),
    fingerprint: fingerprint(value),
  });
}

/**
 * The earliest stays, and of two at one place the more specific kind, which was tried first; it ends where the
 * last of those that overlap it ends.
 */
function dropOverlaps(found: readonly SecretMatch[]): SecretMatch[] {
  const kept: SecretMatch[] = [];
  for (const match of [...found].sort((a, b) => a.start - b.start)) {
    const last = kept.at(-1);
    if (last === undefined || match.start >= last.end) kept.push(match);
    else if (match.end > last.end) kept[kept.length - 1] = { ...last, end: match.end };
  }
  return kept;
}

/** Line breaks do not count, so that one key is one key in a PEM file and in a JSON string. */
function fingerprint(value: string): string {
  const text = value.replace(/\\[nr]|\s/g, '').slice(0, 512);
  return createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 16);
}

/** Only the name right before the value and the issuer's prefix are shown: anything else could be a secret too. */
function describe(before: string, value: string, anchor: string | undefined): string {
  const name =
    /[A-Za-z0-9_.-]{0,64}["']?[ \t]{0,8}(?:=>|[:=]|:\/\/[\w.-]{0,32}:)[ \t]{0,8}["']?$/.exec(before)?.[0] ??
    '';
  const prefix = anchor !== undefined && value.startsWith(anchor) ? anchor : '';
  const heading = /-----BEGIN [A-Z ]{3,40}-----/.exec(before)?.[0] ?? '';
  const shown = /^[A-Za-z0-9]{20}/.test(name) ? '' : name.replace(/["']$/, '');
  return `${heading || shown}${prefix}****`;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);
}
