/** HCL's tokens, strings taken apart into text and what stands in `${...}`. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#lexical-elements */
import type { InlineBlock } from './target.ts';

/** A piece of a template: text as it is meant, or the source of an expression. */
export type TemplatePart = { readonly text: string } | { readonly source: string };

export type Token =
  | { readonly kind: 'name' | 'number' | 'sign' | 'end'; readonly text: string }
  | {
      readonly kind: 'template';
      readonly text: string;
      readonly parts: readonly TemplatePart[];
      readonly start: number;
      /** Of a heredoc: where the line of its closing mark begins. */
      readonly end?: number;
    };

export const mostTokens = 200_000;

const pattern =
  /(?<skip>[ \t\r]+|#[^\n]*|\/\/[^\n]*)|(?<comment>\/\*)|(?<newline>\n)|(?<heredoc><<-?(?<mark>\w+)[ \t\r]*\n)|(?<quote>")|(?<name>[A-Za-z_][\w-]*)|(?<number>\d+(?:\.\d+)?)|(?<sign>==|!=|<=|>=|&&|\|\||=>|\.\.\.|[\s\S])/gy;

export function tokenizeHcl(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const scanner = new RegExp(pattern);
  for (
    let match = scanner.exec(source);
    match !== null && tokens.length < mostTokens;
    match = scanner.exec(source)
  ) {
    const groups = match.groups ?? {};
    if (groups['skip'] !== undefined) continue;
    if (groups['comment'] !== undefined) {
      const end = source.indexOf('*/', scanner.lastIndex);
      scanner.lastIndex = end < 0 ? source.length : end + 2;
    } else if (groups['newline'] !== undefined) tokens.push({ kind: 'sign', text: '\n' });
    else if (groups['heredoc'] !== undefined) {
      const start = scanner.lastIndex;
      const isIndented = groups['heredoc'].startsWith('<<-');
      const { text, close, end } = readHeredoc(source, start, groups['mark'] ?? '', isIndented);
      tokens.push({ kind: 'template', text, parts: splitTemplate(text, false), start, end: close });
      tokens.push({ kind: 'sign', text: '\n' });
      scanner.lastIndex = end;
    } else if (groups['quote'] !== undefined) {
      const end = endOfString(source, scanner.lastIndex);
      const text = source.slice(scanner.lastIndex, end);
      tokens.push({ kind: 'template', text, parts: splitTemplate(text, true), start: scanner.lastIndex });
      scanner.lastIndex = end + 1;
    } else if (groups['name'] !== undefined) tokens.push({ kind: 'name', text: groups['name'] });
    else if (groups['number'] !== undefined) tokens.push({ kind: 'number', text: groups['number'] });
    else tokens.push({ kind: 'sign', text: groups['sign'] ?? '' });
  }
  return tokens;
}

/** Where the closing quote is; the line's end where there is none. Quotes within `${...}` are that expression's. */
function endOfString(source: string, start: number): number {
  /** Of each open `${`, how many braces; of strings within, a mark. */
  const open: ('string' | 'brace')[] = ['string'];
  for (let at = start; at < source.length; at++) {
    const char = source[at];
    if (open.at(-1) === 'string') {
      if (char === '\n' && open.length === 1) return at;
      if (char === '\\') at++;
      else if (char === '"') open.pop();
      else if (char === '$' && source[at + 1] === '{') {
        // `$${` is no template.
        if (source[at - 1] !== '$' || at === start) open.push('brace');
        at++;
      }
    } else if (char === '"') open.push('string');
    else if (char === '{') open.push('brace');
    else if (char === '}') open.pop();
    if (open.length === 0) return at;
  }
  return source.length;
}

/** `isQuoted`: escapes are read; heredocs have none but `$${`. */
function splitTemplate(text: string, isQuoted: boolean): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const next = text[at + 1] ?? '';
    if (isQuoted && char === '\\') {
      plain += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'r' ? '\r' : next;
      at++;
    } else if ((char === '$' || char === '%') && next === char && text[at + 2] === '{') {
      plain += `${char}{`;
      at += 2;
    } else if ((char === '$' || char === '%') && next === '{') {
      const end = endOfExpression(text, at + 2);
      if (plain !== '') parts.push({ text: plain });
      plain = '';
      // Directives, `%{ if }`, are read by nobody: what they are in is not known.
      parts.push({ source: char === '%' ? '%' : text.slice(at + 2, end) });
      at = end;
    } else plain += char;
  }
  if (plain !== '' || parts.length === 0) parts.push({ text: plain });
  return parts;
}

function endOfExpression(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '"') at = endOfString(text, at + 1);
    else if (text[at] === '{') depth++;
    else if (text[at] === '}') depth--;
    if (depth === 0) return at;
  }
  return text.length;
}

function readHeredoc(
  source: string,
  start: number,
  mark: string,
  isIndented: boolean,
): { readonly text: string; readonly close: number; readonly end: number } {
  const lines: string[] = [];
  const toText = (): string => (isIndented ? outdent(lines) : lines.map((line) => `${line}\n`).join(''));
  for (let at = start; at < source.length; ) {
    const newline = source.indexOf('\n', at);
    const end = newline < 0 ? source.length : newline;
    const line = source.slice(at, end).replace(/\r$/, '');
    const close = at;
    at = end + 1;
    if (line.trim() === mark) return { text: toText(), close, end: at };
    lines.push(line);
  }
  return { text: toText(), close: source.length, end: source.length };
}

function outdent(lines: readonly string[]): string {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const indent = indents.reduce((least, one) => Math.min(least, one), indents[0] ?? 0);
  return lines.map((line) => `${line.slice(indent)}\n`).join('');
}

/** Heredocs, in order, each as its text stands between the lines of its marks. */
export function heredocsOf(source: string): readonly InlineBlock[] {
  return tokenizeHcl(source).flatMap((token) => {
    if (token.kind !== 'template' || token.end === undefined) return [];
    return [{ start: token.start, end: token.end, value: token.text }];
  });
}
