/** What an expression of a bake file comes to, as far as it can be known before the build. https://docs.docker.com/build/bake/expressions/ */
import { type HclBlock, type HclExpression, type HclFor, parseHcl } from './hcl.ts';
import { hclFunctions, toText } from './hcl-functions.ts';

/** What cannot be known: names that nobody gave a value, functions of the time, of random. */
export const unknownValue: unique symbol = Symbol('unknown');

export type HclValue =
  | string
  | number
  | boolean
  | null
  | typeof unknownValue
  | readonly HclValue[]
  | { readonly [key: string]: HclValue };

/** `params`, `variadic_params` and `result` of a `function` block. */
export interface HclUserFunction {
  readonly names: readonly string[];
  readonly rest?: string;
  readonly result: HclExpression;
}

export interface HclScope {
  readonly variables: ReadonlyMap<string, HclValue>;
  readonly functions: ReadonlyMap<string, HclUserFunction>;
}

const mostDepth = 64;
/** Steps of one evaluation: functions may call themselves. */
const mostSteps = 100_000;
const mostCharacters = 1_000_000;

/** Never throws; takes bounded time. */
export function evaluateHcl(expression: HclExpression, scope: HclScope): HclValue {
  let steps = 0;

  const evaluate = (one: HclExpression, variables: HclScope['variables'], depth: number): HclValue => {
    if (++steps > mostSteps || depth > mostDepth) return unknownValue;
    const of = (inner: HclExpression): HclValue => evaluate(inner, variables, depth + 1);
    switch (one.kind) {
      case 'literal':
        return one.value;
      case 'template':
        return joinTexts(one.parts.map(of));
      case 'name':
        return variables.get(one.name) ?? unknownValue;
      case 'list':
        return one.items.map(of);
      case 'object':
        return fromPairs(one.entries.map(([key, value]) => [of(key), of(value)]));
      case 'member':
        return memberOf(of(one.of), of(one.key));
      case 'choice':
        return choose(
          of(one.operands[0]),
          () => of(one.operands[1]),
          () => of(one.operands[2]),
        );
      case 'operator':
        return operate(one.sign, one.operands.map(of));
      case 'call':
        return call(one, one.args.map(of), depth);
      case 'for':
        return loop(one, variables, depth);
      case 'unknown':
        return unknownValue;
    }
  };

  const call = (
    { name, spreads }: Extract<HclExpression, { kind: 'call' }>,
    args: readonly HclValue[],
    depth: number,
  ): HclValue => {
    const last = args.at(-1);
    const all = spreads && Array.isArray(last) ? [...args.slice(0, -1), ...last] : args;
    if (all.some((value) => hasUnknown(value))) return unknownValue;
    const own = scope.functions.get(name);
    if (own === undefined) return bounded(hclFunctions.get(name)?.(...all));
    if (all.length < own.names.length) return unknownValue;
    const given = new Map(scope.variables);
    for (const [index, parameter] of own.names.entries()) given.set(parameter, all[index] ?? null);
    if (own.rest !== undefined) given.set(own.rest, all.slice(own.names.length));
    return evaluate(own.result, given, depth + 1);
  };

  const loop = (one: HclFor, variables: HclScope['variables'], depth: number): HclValue => {
    const source = evaluate(one.of, variables, depth + 1);
    if (typeof source !== 'object' || source === null) return unknownValue;
    const found: (readonly [HclValue, HclValue])[] = [];
    const isList = Array.isArray(source);
    for (const [key, value] of Object.entries(source)) {
      const inner = new Map(variables);
      const [first = '', second] = one.names;
      if (second === undefined) inner.set(first, value);
      else inner.set(first, isList ? Number(key) : key).set(second, value);
      const isWanted = one.where === undefined || evaluate(one.where, inner, depth + 1);
      if (isWanted === unknownValue) return unknownValue;
      if (isWanted !== true) continue;
      const name = one.key === undefined ? null : evaluate(one.key, inner, depth + 1);
      found.push([name, evaluate(one.value, inner, depth + 1)]);
    }
    return one.key === undefined ? found.map(([, value]) => value) : fromPairs(found);
  };

  return evaluate(expression, scope.variables, 0);
}

/** The value of one expression that stands alone: `--set` texts, JSON's `${...}`. */
export function evaluateText(source: string, scope: HclScope): HclValue {
  const expression = parseHcl(`a {\nv = ${source}\n}`)[0]?.attributes.get('v');
  return expression === undefined ? unknownValue : evaluateHcl(expression, scope);
}

/** The `function` blocks of a file. */
export function readFunctions(blocks: readonly HclBlock[]): ReadonlyMap<string, HclUserFunction> {
  return new Map(
    blocks.flatMap(({ type, labels: [name], attributes }) => {
      const result = attributes.get('result');
      if (type !== 'function' || name === undefined || result === undefined) return [];
      const rest = namesIn(attributes.get('variadic_params'))[0];
      const names = namesIn(attributes.get('params'));
      return [[name, { names, result, ...(rest === undefined ? {} : { rest }) }]];
    }),
  );
}

/** `[a, b]` and `a` are names here, not values. */
function namesIn(expression: HclExpression | undefined): readonly string[] {
  if (expression?.kind === 'name') return [expression.name];
  return expression?.kind === 'list' ? expression.items.flatMap(namesIn) : [];
}

function hasUnknown(value: HclValue): boolean {
  if (value === unknownValue) return true;
  return (
    typeof value === 'object' && value !== null && Object.values(value).some((one) => one === unknownValue)
  );
}

function bounded(value: HclValue | undefined): HclValue {
  return value === undefined || (typeof value === 'string' && value.length > mostCharacters)
    ? unknownValue
    : value;
}

function joinTexts(values: readonly HclValue[]): HclValue {
  const texts = values.map(toText);
  return texts.includes(undefined) ? unknownValue : bounded(texts.join(''));
}

function fromPairs(pairs: readonly (readonly [HclValue, HclValue])[]): HclValue {
  return Object.fromEntries(pairs.map(([key, value]) => [toText(key) ?? '', value]));
}

function memberOf(of: HclValue, key: HclValue): HclValue {
  const name = toText(key);
  if (typeof of !== 'object' || of === null || name === undefined) return unknownValue;
  return new Map<string, HclValue>(Object.entries(of)).get(name) ?? unknownValue;
}

function choose(condition: HclValue, then: () => HclValue, otherwise: () => HclValue): HclValue {
  if (condition === true || condition === 'true') return then();
  return condition === false || condition === 'false' ? otherwise() : unknownValue;
}

function operate(sign: string, [left = null, right = null]: readonly HclValue[]): HclValue {
  if (hasUnknown(left) || hasUnknown(right)) return unknownValue;
  if (sign === '==') return JSON.stringify(left) === JSON.stringify(right);
  if (sign === '!=') return JSON.stringify(left) !== JSON.stringify(right);
  if (typeof left === 'boolean') {
    if (sign === '!') return !left;
    if (typeof right !== 'boolean') return unknownValue;
    return sign === '&&' ? left && right : sign === '||' ? left || right : unknownValue;
  }
  if (typeof left !== 'number') return unknownValue;
  if (sign === '-' && right === null) return -left;
  return typeof right === 'number' ? calculate(sign, left, right) : unknownValue;
}

function calculate(sign: string, left: number, right: number): HclValue {
  switch (sign) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      return unknownValue;
  }
}
