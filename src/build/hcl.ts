/** The part of HCL that bake files are mostly written in, to plain values. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md */

/** What an expression gives that is not read: functions, conditions, operators. */
export const unknownValue: unique symbol = Symbol('unknown');

export type HclValue =
  | string
  | number
  | boolean
  | null
  | typeof unknownValue
  | readonly HclValue[]
  | { readonly [key: string]: HclValue };

export interface HclBlock {
  /** `target` of `target "web" {`. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: ReadonlyMap<string, HclValue>;
}

type Token = { readonly kind: 'text' | 'name' | 'number' | 'sign' | 'end'; readonly text: string };

const pattern =
  /(?<skip>[ \t\r]+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<newline>\n)|<<-?(?<mark>\w+)[ \t\r]*\n|"(?<text>(?:[^"\\\n$]|\\.|\$\$\{|\$\{[^{}"\n]*\}|\$(?!\{))*)"|(?<name>[A-Za-z_][\w-]*)|(?<number>\d+(?:\.\d+)?)|(?<sign>[\s\S])/gy;

const mostTokens = 200_000;
const mostDepth = 32;

/** Top-level blocks in order; what cannot be read is passed over. `variables` fill in `${name}`. */
export function parseHcl(source: string, variables: ReadonlyMap<string, string>): readonly HclBlock[] {
  const tokens = tokenize(source);
  const blocks: HclBlock[] = [];
  let at = 0;
  const peek = (): Token => tokens[at] ?? { kind: 'end', text: '' };
  const isSign = (text: string): boolean => peek().kind === 'sign' && peek().text === text;
  const skipLines = (): void => {
    while (isSign('\n') || isSign(',')) at++;
  };

  const readValue = (depth: number): HclValue => {
    const { kind, text } = peek();
    let value: HclValue = unknownValue;
    if (kind === 'end' || depth > mostDepth) return skipExpression();
    at++;
    if (kind === 'text') value = fill(text, variables);
    else if (kind === 'number') value = Number(text);
    else if (text === 'true' || text === 'false') value = text === 'true';
    else if (text === 'null') value = null;
    else if (kind === 'name') value = variables.get(text) ?? unknownValue;
    else if (text === '[') value = readList(depth);
    else if (text === '{') value = readObject(depth);
    const next = peek();
    const isOver = next.kind === 'end' || (next.kind === 'sign' && /^[\n,\]}]$/.test(next.text));
    return isOver ? value : skipExpression();
  };

  const readList = (depth: number): HclValue => {
    const items: HclValue[] = [];
    for (skipLines(); peek().kind !== 'end' && !isSign(']'); skipLines()) items.push(readValue(depth + 1));
    at++;
    return items;
  };

  const readObject = (depth: number): HclValue => {
    const entries: (readonly [string, HclValue])[] = [];
    for (skipLines(); peek().kind !== 'end' && !isSign('}'); skipLines()) {
      const key = peek().text;
      at++;
      if (isSign('=') || isSign(':')) {
        at++;
        entries.push([key, readValue(depth + 1)]);
      }
    }
    at++;
    return Object.fromEntries(entries);
  };

  /** To the end of the line, brackets as a whole. */
  const skipExpression = (): typeof unknownValue => {
    let open = 0;
    for (; peek().kind !== 'end'; at++) {
      if (peek().kind !== 'sign') continue;
      const { text } = peek();
      if (open === 0 && /^[\n,\]}]$/.test(text)) break;
      if (/^[([{]$/.test(text)) open++;
      else if (/^[)\]}]$/.test(text)) open--;
    }
    return unknownValue;
  };

  const readBody = (): ReadonlyMap<string, HclValue> => {
    const attributes = new Map<string, HclValue>();
    for (skipLines(); peek().kind !== 'end' && !isSign('}'); skipLines()) {
      const key = peek().text;
      at++;
      if (isSign('=')) {
        at++;
        attributes.set(key, readValue(0));
      } else skipExpression();
    }
    at++;
    return attributes;
  };

  for (skipLines(); peek().kind !== 'end'; skipLines()) {
    const { kind, text: type } = peek();
    at++;
    const labels: string[] = [];
    for (; peek().kind === 'text' || (kind === 'name' && peek().kind === 'name'); at++)
      labels.push(peek().text);
    if (kind === 'name' && isSign('{')) {
      at++;
      blocks.push({ type, labels, attributes: readBody() });
    } else if (isSign('=')) {
      at++;
      readValue(0);
    }
  }
  return blocks;
}

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const scanner = new RegExp(pattern);
  for (
    let match = scanner.exec(source);
    match !== null && tokens.length < mostTokens;
    match = scanner.exec(source)
  ) {
    const groups = match.groups ?? {};
    if (groups['skip'] !== undefined) continue;
    if (groups['newline'] !== undefined) tokens.push({ kind: 'sign', text: '\n' });
    else if (groups['mark'] !== undefined) {
      const { text, end } = readHeredoc(source, scanner.lastIndex, groups['mark']);
      tokens.push({ kind: 'text', text: text.replace(/\\/g, '\\\\') }, { kind: 'sign', text: '\n' });
      scanner.lastIndex = end;
    } else if (groups['text'] !== undefined) tokens.push({ kind: 'text', text: groups['text'] });
    else if (groups['name'] !== undefined) tokens.push({ kind: 'name', text: groups['name'] });
    else if (groups['number'] !== undefined) tokens.push({ kind: 'number', text: groups['number'] });
    else tokens.push({ kind: 'sign', text: groups['sign'] ?? '' });
  }
  return tokens;
}

function readHeredoc(
  source: string,
  start: number,
  mark: string,
): { readonly text: string; readonly end: number } {
  const lines: string[] = [];
  for (let at = start; at < source.length; ) {
    const newline = source.indexOf('\n', at);
    const end = newline < 0 ? source.length : newline;
    const line = source.slice(at, end).replace(/\r$/, '');
    at = end + 1;
    if (line.trim() === mark) return { text: outdent(lines), end: at };
    lines.push(line);
  }
  return { text: outdent(lines), end: source.length };
}

function outdent(lines: readonly string[]): string {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const indent = indents.reduce((least, one) => Math.min(least, one), indents[0] ?? 0);
  return lines.map((line) => `${line.slice(indent)}\n`).join('');
}

/** Escapes and `${name}`; a template of more than a name is not known. */
function fill(text: string, variables: ReadonlyMap<string, string>): string | typeof unknownValue {
  let isKnown = true;
  const filled = text.replace(
    /\\(.)|\$\$\{|\$\{([^{}]*)\}/g,
    (whole, escaped?: string, expression?: string) => {
      if (escaped !== undefined) return escaped === 'n' ? '\n' : escaped === 't' ? '\t' : escaped;
      if (expression === undefined) return whole.slice(1);
      const value = variables.get(expression.trim());
      if (value === undefined) isKnown = false;
      return value ?? '';
    },
  );
  return isKnown ? filled : unknownValue;
}
