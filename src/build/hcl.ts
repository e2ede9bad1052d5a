/** The grammar of HCL as bake files use it: blocks and the expressions in them. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md */
import { type Token, tokenizeHcl } from './hcl-tokens.ts';

export type HclExpression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** Texts joined. */
  | { readonly kind: 'template'; readonly parts: readonly HclExpression[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [HclExpression, HclExpression])[] }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly args: readonly HclExpression[];
      readonly spreads: boolean;
    }
  | { readonly kind: 'member'; readonly of: HclExpression; readonly key: HclExpression }
  | { readonly kind: 'operator'; readonly sign: string; readonly operands: readonly HclExpression[] }
  /** Condition, then, else. */
  | { readonly kind: 'choice'; readonly operands: readonly [HclExpression, HclExpression, HclExpression] }
  | HclFor
  | { readonly kind: 'unknown' };

export interface HclFor {
  readonly kind: 'for';
  /** Of the value, or of key and value. */
  readonly names: readonly string[];
  readonly of: HclExpression;
  /** Present for an object. */
  readonly key?: HclExpression;
  readonly value: HclExpression;
  readonly where?: HclExpression;
}

export interface HclBlock {
  /** `target` of `target "web" {`. */
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: ReadonlyMap<string, HclExpression>;
}

const mostDepth = 32;
const unknown: HclExpression = { kind: 'unknown' };
const end: Token = { kind: 'end', text: '' };
/** Loosest first. */
const operators: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Top-level blocks in order; what cannot be read is passed over. */
export function parseHcl(source: string): readonly HclBlock[] {
  const { peek, isSign, next, skipLines, skipRest, readExpression } = createReader(source, 0);
  const readBody = (): ReadonlyMap<string, HclExpression> => {
    const attributes = new Map<string, HclExpression>();
    for (skipLines(); peek().kind !== 'end' && !isSign('}'); skipLines()) {
      const key = next().text;
      if (isSign('=')) {
        next();
        const value = readExpression(0);
        attributes.set(key, isOver() ? value : skipRest());
      } else skipRest();
    }
    next();
    return attributes;
  };
  const isOver = (): boolean =>
    peek().kind === 'end' || (peek().kind === 'sign' && /^[\n,\]}]$/.test(peek().text));
  const blocks: HclBlock[] = [];
  for (skipLines(); peek().kind !== 'end'; skipLines()) {
    const { kind, text: type } = next();
    const labels: string[] = [];
    while (peek().kind === 'template' || (kind === 'name' && peek().kind === 'name'))
      labels.push(next().text);
    if (kind === 'name' && isSign('{')) {
      next();
      blocks.push({ type, labels, attributes: readBody() });
    } else if (isSign('=')) {
      next();
      readExpression(0);
      if (!isOver()) skipRest();
    }
  }
  return blocks;
}

/** One expression alone, as it stands in a template. */
function parseExpression(source: string, depth: number): HclExpression {
  if (depth > mostDepth) return unknown;
  const { peek, readExpression, skipLines } = createReader(source, depth);
  skipLines();
  const value = readExpression(depth);
  skipLines();
  return peek().kind === 'end' ? value : unknown;
}

function createReader(source: string, base: number) {
  const tokens = tokenizeHcl(source);
  let at = 0;
  const peek = (): Token => tokens[at] ?? end;
  const next = (): Token => tokens[at++] ?? end;
  const isSign = (text: string): boolean => peek().kind === 'sign' && peek().text === text;
  const isName = (text: string): boolean => peek().kind === 'name' && peek().text === text;
  const skipLines = (): void => {
    while (isSign('\n') || isSign(',')) at++;
  };
  /** True when the sign was there and is behind. */
  const take = (text: string): boolean => {
    if (!isSign(text)) return false;
    at++;
    return true;
  };

  /** To the end of the line, brackets as a whole. */
  const skipRest = (): HclExpression => {
    let open = 0;
    for (; peek().kind !== 'end'; at++) {
      if (peek().kind !== 'sign') continue;
      const { text } = peek();
      if (open === 0 && /^[\n,\]}]$/.test(text)) break;
      if (/^[([{]$/.test(text)) open++;
      else if (/^[)\]}]$/.test(text)) open--;
    }
    return unknown;
  };

  const readExpression = (depth: number): HclExpression => {
    if (depth > mostDepth) return skipRest();
    const condition = readOperators(0, depth);
    if (!take('?')) return condition;
    const then = readExpression(depth + 1);
    if (!take(':')) return skipRest();
    return { kind: 'choice', operands: [condition, then, readExpression(depth + 1)] };
  };

  const readOperators = (level: number, depth: number): HclExpression => {
    const signs = operators[level];
    if (signs === undefined) return readOperand(depth);
    let left = readOperators(level + 1, depth);
    while (peek().kind === 'sign' && signs.includes(peek().text)) {
      const sign = next().text;
      left = { kind: 'operator', sign, operands: [left, readOperators(level + 1, depth)] };
    }
    return left;
  };

  const readOperand = (depth: number): HclExpression => {
    if (isSign('!') || isSign('-')) {
      if (depth > mostDepth) return skipRest();
      const sign = next().text;
      return { kind: 'operator', sign, operands: [readOperand(depth + 1)] };
    }
    let value = readAtom(depth);
    for (;;) {
      if (take('.')) value = { kind: 'member', of: value, key: { kind: 'literal', value: next().text } };
      else if (take('[')) {
        value = { kind: 'member', of: value, key: readExpression(depth + 1) };
        if (!take(']')) return skipRest();
      } else return value;
    }
  };

  const readAtom = (depth: number): HclExpression => {
    const token = peek();
    if (token.kind === 'end') return unknown;
    if (token.kind === 'sign') {
      if (take('(')) {
        skipLines();
        const value = readExpression(depth + 1);
        skipLines();
        return take(')') ? value : skipRest();
      }
      if (take('[')) return readList(depth);
      return take('{') ? readObject(depth) : unknown;
    }
    at++;
    if (token.kind === 'template') return toTemplate(token.parts, depth);
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token.text === 'true' || token.text === 'false')
      return { kind: 'literal', value: token.text === 'true' };
    if (token.text === 'null') return { kind: 'literal', value: null };
    return take('(') ? readCall(token.text, depth) : { kind: 'name', name: token.text };
  };

  const toTemplate = (parts: Extract<Token, { kind: 'template' }>['parts'], depth: number): HclExpression => {
    const read = parts.map((part): HclExpression => {
      return 'text' in part
        ? { kind: 'literal', value: part.text }
        : parseExpression(part.source, base + depth + 1);
    });
    const [only] = read;
    return read.length === 1 && only !== undefined ? only : { kind: 'template', parts: read };
  };

  const readCall = (name: string, depth: number): HclExpression => {
    const args: HclExpression[] = [];
    let spreads = false;
    for (skipLines(); peek().kind !== 'end' && !isSign(')'); skipLines()) {
      const before = at;
      args.push(readExpression(depth + 1));
      spreads = take('...');
      if (at === before) at++;
    }
    at++;
    return { kind: 'call', name, args, spreads };
  };

  const readList = (depth: number): HclExpression => {
    skipLines();
    if (isName('for')) return readFor(']', depth);
    const items: HclExpression[] = [];
    for (; peek().kind !== 'end' && !isSign(']'); skipLines()) {
      const before = at;
      items.push(readExpression(depth + 1));
      if (at === before) at++;
    }
    at++;
    return { kind: 'list', items };
  };

  const readObject = (depth: number): HclExpression => {
    skipLines();
    if (isName('for')) return readFor('}', depth);
    const entries: (readonly [HclExpression, HclExpression])[] = [];
    for (; peek().kind !== 'end' && !isSign('}'); skipLines()) {
      const key: HclExpression =
        peek().kind === 'name' ? { kind: 'literal', value: next().text } : readAtom(depth + 1);
      if (take('=') || take(':')) entries.push([key, readExpression(depth + 1)]);
      else at++;
    }
    at++;
    return { kind: 'object', entries };
  };

  const readFor = (close: string, depth: number): HclExpression => {
    at++;
    const names = [next().text];
    if (take(',')) names.push(next().text);
    if (!isName('in')) return skipRest();
    at++;
    const of = readExpression(depth + 1);
    if (!take(':')) return skipRest();
    skipLines();
    const first = readExpression(depth + 1);
    const second = take('=>') ? readExpression(depth + 1) : undefined;
    skipLines();
    let where: HclExpression | undefined;
    if (isName('if')) {
      at++;
      where = readExpression(depth + 1);
    }
    skipLines();
    const found: HclFor = {
      kind: 'for',
      names,
      of,
      value: second ?? first,
      ...(second === undefined ? {} : { key: first }),
      ...(where === undefined ? {} : { where }),
    };
    return take(close) ? found : skipRest();
  };

  return { peek, next, isSign, skipLines, skipRest, readExpression };
}
