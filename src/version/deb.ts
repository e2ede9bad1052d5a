/** Debian versions in dpkg's order: epoch, upstream version, revision. https://manpages.debian.org/deb-version.7 */
import { compareDigits, isDigit } from './digits.ts';
import type { VersionScheme } from './scheme.ts';

export interface DebVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

const maxEpoch = '2147483647';

/** Takes what dpkg takes without complaint, and versions that begin with a letter, which it takes with a warning. */
function parse(text: string): DebVersion | undefined {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const epoch = colon < 0 ? '0' : trimmed.slice(0, colon);
  if (!/^[0-9]+$/.test(epoch) || compareDigits(epoch, maxEpoch) > 0) return undefined;
  const rest = trimmed.slice(colon + 1);
  const hyphen = rest.lastIndexOf('-');
  const upstream = hyphen < 0 ? rest : rest.slice(0, hyphen);
  const revision = hyphen < 0 ? '0' : rest.slice(hyphen + 1);
  if (!/^[A-Za-z0-9.+~:-]+$/.test(upstream) || !/^[A-Za-z0-9.+~]+$/.test(revision)) return undefined;
  return { epoch, upstream, revision };
}

function compare(a: DebVersion, b: DebVersion): number {
  return (
    compareDigits(a.epoch, b.epoch) ||
    compareParts(a.upstream, b.upstream) ||
    compareParts(a.revision, b.revision)
  );
}

/** Alternates text and digits; in text a tilde sorts before the end, letters before all else. */
function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a[i])) || (j < b.length && !isDigit(b[j]))) {
      const difference = weight(a[i]) - weight(b[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const endOfLeft = endOfDigits(a, i);
    const endOfRight = endOfDigits(b, j);
    const difference = compareDigits(a.slice(i, endOfLeft), b.slice(j, endOfRight));
    if (difference !== 0) return difference;
    i = endOfLeft;
    j = endOfRight;
  }
  return 0;
}

function weight(character: string | undefined): number {
  if (character === undefined || isDigit(character)) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (isDigit(text[end])) end++;
  return end;
}

export const deb: VersionScheme<DebVersion> = {
  id: 'deb',
  spec: 'https://manpages.debian.org/deb-version.7',
  parse,
  compare,
};
