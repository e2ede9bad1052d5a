/** Variables in Dockerfile arguments. https://docs.docker.com/reference/dockerfile/#environment-replacement */

/** Where values are looked up: a map, or what knows more than one. */
export type Values = Pick<ReadonlyMap<string, string>, 'get'>;

/** What expansion gives: `unknown` names variables that had no value. */
export interface Expansion {
  readonly value: string;
  readonly unknown: readonly string[];
}

const plainName = /[A-Za-z_][A-Za-z0-9_]*/y;
const braced = /\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?])([^}]*))?\}/y;

/**
 * Takes quotes and escapes off and replaces `$NAME`, `${NAME}` and the forms with `:-`, `:+`, `-`, `+`;
 * an unset variable becomes empty and is named. Nested defaults are expanded once.
 */
export function expandWord(word: string, values: Values, escaper = '\\', depth = 0): Expansion {
  const unknown: string[] = [];
  let value = '';
  let quote = '';
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
      const variable = readVariable(word, at + 1);
      if (variable === undefined) {
        value += character;
        at++;
        continue;
      }
      at = variable.end;
      const known = values.get(variable.name);
      const set = known !== undefined && (known !== '' || !variable.operator.startsWith(':'));
      if (variable.operator.endsWith('+') ? set : !set && variable.operator.endsWith('-')) {
        // A default cannot hold a closing brace, so it nests no deeper than once.
        const inner =
          depth < 2
            ? expandWord(variable.operand, values, escaper, depth + 1)
            : { value: variable.operand, unknown: [] };
        value += inner.value;
        unknown.push(...inner.unknown);
      } else if (!variable.operator.endsWith('+')) {
        if (known === undefined) unknown.push(variable.name);
        value += known ?? '';
      }
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

function readVariable(word: string, at: number): Variable | undefined {
  const pattern = word[at] === '{' ? new RegExp(braced) : new RegExp(plainName);
  pattern.lastIndex = at;
  const match = pattern.exec(word);
  if (match === null) return undefined;
  const name = word[at] === '{' ? match[1] : match[0];
  return {
    name: name ?? '',
    operator: match[2] ?? '',
    operand: match[3] ?? '',
    end: at + match[0].length,
  };
}
