/** Secrets in file content: what was found, where, and never the value itself. */
import type { Detector } from '../model/analyzer.ts';
import type { SecretEvidence } from '../model/layer.ts';
import { streamBlocks } from './blocks.ts';
import { type SecretFileRule, secretFileRules } from './secret-files.ts';
import { lookAheadBytes, lookBehindBytes, matchSecrets } from './secret-match.ts';
import { classifyPlace } from './secret-place.ts';
import { openKeyStore, type SecretSink } from './secret-store.ts';

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

/** Beyond it a file is one big finding anyway. */
const maxMatchesPerFile = 200;
/** Real text has an anchor every few KiB; past this density it is made to cost time, and the rest is not tried. */
const freeTries = 2_000;
const bytesPerTry = 128;
const binaryProbeBytes = 8 * 1024;

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
