/** Licences as SPDX expressions, from the many ways in which package metadata writes them. https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
import parse from 'spdx-expression-parse';
import licenseIds from 'spdx-license-ids/index.json' with { type: 'json' };
import { exceptionNames, licenseNames } from './license-names.ts';
import { idOfAddress } from './license-urls.ts';

/** Longer ones are texts, not names. */
const maxLength = 500;

/** Each licence once, in order: as an SPDX expression, or as written where it is not certain which is meant. */
export function normalizeLicenses(written: readonly string[]): readonly string[] {
  return [...new Set(written.map((license) => spdxExpression(license) ?? license))];
}

/**
 * `GPL-2+ or Artistic`, `MIT/X11`, `GPL (>= 2) | file LICENSE`, `GNU General Public License v3 (GPLv3)` as an SPDX
 * expression; undefined where a name in it is unknown or means several licences.
 */
export function spdxExpression(written: string): string | undefined {
  if (written.length > maxLength) return undefined;
  // R's way to say that the licence asks for a notice of who holds the rights.
  const text = written
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/ ?[+|] ?file LICEN[CS]E$/, '')
    // Debian's copyright files have names instead of sentences: `GPL-3+-with-bison-exception`.
    .replace(/\+-(?:with-)?(\w{1,40})-exception$/i, '+ with $1 exception')
    .replaceAll(' and/or ', ' or ');
  const single = findLicense(text);
  if (single !== undefined) return single;
  return composeAround(text, /, (and|or) /i) ?? compose(text);
}

/** After a comma an operator binds weaker than those without: `A or B, and C`. */
function composeAround(text: string, operator: RegExp): string | undefined {
  const match = operator.exec(text);
  if (match === null) return undefined;
  const left = spdxExpression(text.slice(0, match.index));
  const right = spdxExpression(text.slice(match.index + match[0].length));
  return left === undefined || right === undefined
    ? undefined
    : `${group(left)} ${match[1]?.toUpperCase()} ${group(right)}`;
}

function group(expression: string): string {
  return / (?:AND|OR) /.test(expression) ? `(${expression})` : expression;
}

/** Replaces the names between operators and parentheses by their ids; SPDX's grammar judges the rest. */
function compose(text: string): string | undefined {
  const parts = joinVersions(text).split(/( and | or | with | ?\|\|? ?| ?& ?|\(|\))/i);
  let isException = false;
  const words: string[] = [];
  for (const [index, part] of parts.entries()) {
    const word = part.trim();
    if (word === '') continue;
    if (index % 2 === 1) {
      const operator = word
        .replace(/^\|\|?$/, 'OR')
        .replace('&', 'AND')
        .toUpperCase();
      isException = operator === 'WITH';
      words.push(operator);
      continue;
    }
    const id = isException ? findException(word) : findLicense(word);
    if (id === undefined) return undefined;
    words.push(isException ? id : group(id));
  }
  const expression = words.join(' ').replaceAll('( ', '(').replaceAll(' )', ')');
  return isExpression(expression) ? expression : undefined;
}

/** Versions that are written like operators or groups: `GPL (>= 2)`, `GPL v2 or any later version`. */
function joinVersions(text: string): string {
  return text
    .replace(/ ?\(>= ?(\d[\d.]{0,9})\)/g, '-$1+')
    .replace(/ ?\(== ?(\d[\d.]{0,9})\)/g, '-$1')
    .replace(/,? or (?:\(at your option\) )?(?:any )?(?:later|newer|greater)(?: versions?)?/gi, '+');
}

/** One licence, or the alternatives of `MIT/Apache-2.0`. */
function findLicense(name: string): string | undefined {
  const exact = idOf.get((idOfAddress(name) ?? name).toLowerCase());
  if (exact !== undefined) return exact;
  const text = joinVersions(name);
  if (/[()]/.test(text.replace(/\([^()]*\)/g, ''))) return undefined;
  const key = squash(text);
  const found = gnuLicense(key) ?? licenseNames.get(key) ?? idOf.get(key);
  if (found !== undefined) return found;
  // `Apache-2.0+`, `LicenseRef-x`.
  if (/^[\w.:-]+\+?$/.test(text)) return isExpression(text) ? text : undefined;
  // `MIT License (MIT)`: the name again, shorter.
  const [, long, short] = /^([^()]+) \(([^()]+)\)$/.exec(text) ?? [];
  if (long !== undefined && short !== undefined) return findLicense(long) ?? findLicense(short);
  const alternatives = text.includes('/') ? text.split('/').map((part) => findLicense(part.trim())) : [];
  return alternatives.length > 0 && alternatives.every((id) => id !== undefined)
    ? alternatives.map(group).join(' OR ')
    : undefined;
}

function findException(name: string): string | undefined {
  const base = name.replace(/[ -]exceptions?$/i, '');
  return exceptionNames.get(base.toLowerCase()) ?? (isExpression(`MIT WITH ${name}`) ? name : base);
}

/** The letters, digits, dots and plus signs of a name, without the words that every licence's name has. */
function squash(name: string): string {
  return name
    .toLowerCase()
    .replace(/(\d)_(?=\d)/g, '$1.')
    .replace(/\b(?:the|licen[cs]e[ds]?|version|gnu)\b/g, '')
    .replace(/\baffero general public\b/, 'agpl')
    .replace(/\b(?:lesser|library) general public\b/, 'lgpl')
    .replace(/\bgeneral public\b/, 'gpl')
    .replace(/\b(?:free documentation|fdl)\b/, 'gfdl')
    .replace(/[^a-z0-9.+]/g, '')
    .replace(/(?<!ni)v(?=\d)/g, '');
}

/** `gpl2+` is GPL-2.0-or-later; `niv` is Debian's word for no invariant sections. */
function gnuLicense(key: string): string | undefined {
  const [, family = '', niv, major, minor = '0', later] =
    /^(agpl|gfdl|gpl|lgpl)(niv)?(\d)(?:\.(\d)(?:\.0)?)?(\+|orlater)?(?:only)?$/.exec(
      key.replace(/^gfdl(.+)noinvariants?$/, 'gfdlniv$1'),
    ) ?? [];
  if (major === undefined) return undefined;
  const sections = niv === undefined ? '' : '-no-invariants';
  return idOf.get(`${family}-${major}.${minor}${sections}-${later === undefined ? 'only' : 'or-later'}`);
}

/** Ids by themselves in lower case, and by what is left of them when squashed. */
const idOf: ReadonlyMap<string, string> = new Map([
  ...licenseIds.map((id) => [squash(id), id] as const),
  ...licenseIds.map((id) => [id.toLowerCase(), id] as const),
]);

function isExpression(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
