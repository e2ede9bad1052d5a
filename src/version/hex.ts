/** Versions of Elixir and Erlang packages: strict Semantic Versioning. https://hexdocs.pm/elixir/Version.html */
import { compareDigits } from './digits.ts';
import { comparePreReleases, identifierPattern, numberPattern, splitIdentifiers } from './identifiers.ts';
import { compareLists } from './lists.ts';
import type { VersionScheme } from './scheme.ts';

export interface HexVersion {
  /** Major, minor, patch. */
  readonly numbers: readonly string[];
  readonly pre: readonly string[];
}

const shape = new RegExp(
  `^(?<numbers>${numberPattern}\\.${numberPattern}\\.${numberPattern})(?:-(?<pre>${identifierPattern}(?:\\.${identifierPattern})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

function parse(text: string): HexVersion | undefined {
  const { numbers, pre } = shape.exec(text)?.groups ?? {};
  return numbers === undefined ? undefined : { numbers: numbers.split('.'), pre: splitIdentifiers(pre) };
}

function compare(a: HexVersion, b: HexVersion): number {
  return compareLists(a.numbers, b.numbers, compareDigits) || comparePreReleases(a.pre, b.pre);
}

export const hex: VersionScheme<HexVersion> = {
  id: 'hex',
  spec: 'https://hexdocs.pm/elixir/Version.html',
  parse,
  compare,
};
