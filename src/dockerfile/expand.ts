/** Variables in Dockerfile arguments. https://docs.docker.com/reference/dockerfile/#environment-replacement */

/** Where values are looked up: a map, or what knows more than one. */
export type Values = Pick<ReadonlyMap<string, string>, 'get'>;

/** What expansion gives: `unknown` names variables that had no value. */
export interface Expansion {
  readonly value: string;
  readonly unknown: readonly string[];
}

const plainName = /[A-Za-z_][A-Za-z0-9_]*/y;
/** A name in braces up to its operator; what follows is the operand. */
const bracedName = /\{([A-Za-z_][A-Za-z0-9_]*)(:?[-+?]|##?|%%?|\/\/?|(?=\}))/y;
/** Operands within operands; nobody nests deeper, and each level is read again. */
const mostDepth = 16;

/**
 * Takes quotes and escapes off and replaces `$NAME`, `${NAME}` and the forms with `:-`, `:+`, `-`, `+`, `#`, `##`,
 * `%`, `%%`, `/` and `//`; an unset variable becomes empty and is named.
 */
export function expandWord(word: string, values: Values, escaper = '\\', depth = 0): Expansion {
  const unknown: string[] = [];
  let value = '';
  let quote = '';
  let closings: ReadonlyMap<number, number> | undefined;
  for (let at = 0; at < word.length; ) {
    const character = word[at] ?? '';
    if (character === escaper && quote !== "'" && at + 1 < word.length) {
      const next = word[at + 1] ?? '';
      const escapes = quote === '' || next === '"' || next === '$' || next === escaper;
      value += escapes ? next : character + next;
      at += 2;
    } else if (quote !== '' && character === quote) {
      quote = '';
      at++;
    } else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      at++;
    } else if (character === '$' && quote !== "'") {
      closings ??= word.includes('${') ? closingBraces(word, escaper) : new Map();
      const variable = readVariable(word, at + 1, closings);
      if (variable === undefined) {
        value += character;
        at++;
        continue;
      }
      at = variable.end;
      const inner = (): Expansion =>
        depth < mostDepth
          ? expandWord(variable.operand, values, escaper, depth + 1)
          : { value: variable.operand, unknown: [] };
      const replaced = replace(variable, values.get(variable.name), inner);
      value += replaced.value;
      unknown.push(...replaced.unknown);
    } else {
      value += character;
      at++;
    }
  }
  return { value, unknown };
}

interface Variable {
  readonly name: string;
  readonly operator: string;
  readonly operand: string;
  readonly end: number;
}

function replace({ name, operator }: Variable, known: string | undefined, inner: () => Expansion): Expansion {
  const isSet = known !== undefined && (known !== '' || !operator.startsWith(':'));
  if (operator.endsWith('+')) return isSet ? inner() : { value: '', unknown: [] };
  if (operator.endsWith('-') && !isSet) return inner();
  if (known === undefined) return { value: '', unknown: [name] };
  if (!/^[#%/]/.test(operator)) return { value: known, unknown: [] };
  const operand = inner();
  const value = cutByPattern(known, operator, operand.value);
  return value === undefined ? { value: known, unknown: [name] } : { value, unknown: operand.unknown };
}

function readVariable(word: string, at: number, closings: ReadonlyMap<number, number>): Variable | undefined {
  if (word[at] !== '{') {
    const pattern = new RegExp(plainName);
    pattern.lastIndex = at;
    const [name] = pattern.exec(word) ?? [];
    return name === undefined ? undefined : { name, operator: '', operand: '', end: at + name.length };
  }
  const pattern = new RegExp(bracedName);
  pattern.lastIndex = at;
  const match = pattern.exec(word);
  const close = closings.get(at);
  if (match === null || close === undefined) return undefined;
  const [start, name = '', operator = ''] = match;
  return { name, operator, operand: word.slice(at + start.length, close), end: close + 1 };
}

/** Where the brace of each `${` is closed, by where it is opened. */
function closingBraces(word: string, escaper: string): ReadonlyMap<number, number> {
  const closings = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < word.length; at++) {
    if (word[at] === escaper) at++;
    else if (word[at] === '$' && word[at + 1] === '{') open.push(++at);
    else if (word[at] === '}') {
      const start = open.pop();
      if (start !== undefined) closings.set(start, at);
    }
  }
  return closings;
}

/** Longer values and more wildcards are not compared: the time grows with both. */
const mostCharacters = 256;
const mostWildcards = 3;

/** The value without what the pattern matches at its start or end, or with it replaced; undefined for too much work. */
function cutByPattern(value: string, operator: string, operand: string): string | undefined {
  const isAll = operator.length === 2;
  if (operator.startsWith('/')) {
    const slash = operand.indexOf('/');
    const pattern = slash < 0 ? operand : operand.slice(0, slash);
    const replacement = slash < 0 ? '' : operand.slice(slash + 1);
    if (pattern === '') return value;
    if (/[*?]/.test(pattern)) return undefined;
    return isAll ? value.replaceAll(pattern, () => replacement) : value.replace(pattern, () => replacement);
  }
  if (value.length > mostCharacters || operand.split('*').length > mostWildcards + 1) return undefined;
  const isStart = operator.startsWith('#');
  const lengths = isStart
    ? matchingStarts(value, operand)
    : matchingStarts(reversed(value), reversed(operand));
  const length = (isAll ? lengths.at(-1) : lengths[0]) ?? 0;
  return isStart ? value.slice(length) : value.slice(0, value.length - length);
}

function reversed(text: string): string {
  return text.split('').reverse().join('');
}

/** Lengths of all starts of the text that the whole pattern matches, `*` and `?` being wildcards; shortest first. */
function matchingStarts(text: string, written: string): readonly number[] {
  const pattern = written.replace(/\*+/g, '*');
  const found: number[] = [];
  // Places in the pattern that a start of the text may have led to, in order.
  let places = afterStars([0], pattern);
  for (let length = 0; ; length++) {
    if (places.at(-1) === pattern.length) found.push(length);
    if (length === text.length || places.length === 0) return found;
    const next: number[] = [];
    for (const place of places) {
      const wanted = pattern[place];
      const to = wanted === '*' ? place : wanted === '?' || wanted === text[length] ? place + 1 : -1;
      if (to >= 0 && next.at(-1) !== to) next.push(to);
    }
    places = afterStars(next, pattern);
  }
}

/** A `*` may stand for nothing: the place behind it is reached, too. */
function afterStars(places: readonly number[], pattern: string): number[] {
  const all: number[] = [];
  for (const place of places) {
    if (all.at(-1) !== place) all.push(place);
    if (pattern[place] === '*') all.push(place + 1);
  }
  return all;
}
