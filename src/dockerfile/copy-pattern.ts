/** The wildcards of COPY and ADD sources. https://pkg.go.dev/path/filepath#Match */

type Test = (character: string) => boolean;
type Token = { readonly kind: 'one'; readonly test: Test } | { readonly kind: 'many' };

/**
 * Reads one pattern; the answer says whether a whole path matches. `*` and `?` stay within a name. Undefined for
 * a pattern that is malformed. Matching takes pattern length times path length at most.
 */
export function compilePattern(pattern: string): ((path: string) => boolean) | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*') tokens.push({ kind: 'many' });
    else if (character === '?') tokens.push({ kind: 'one', test: (other) => other !== '/' });
    else if (character === '[') {
      const found = readClass(pattern, at);
      if (found === undefined) return undefined;
      tokens.push({ kind: 'one', test: found.test });
      at = found.end;
    } else if (character === '\\') {
      at++;
      const escaped = pattern[at];
      if (escaped === undefined) return undefined;
      tokens.push({ kind: 'one', test: (other) => other === escaped });
    } else tokens.push({ kind: 'one', test: (other) => other === character });
  }
  return (path) => matches(tokens, path);
}

/** All states at once, so that no pattern takes more than its share. */
function matches(tokens: readonly Token[], path: string): boolean {
  let states = closure(tokens, new Set([0]));
  for (const character of path) {
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token?.kind === 'one' && token.test(character)) next.add(state + 1);
      if (token?.kind === 'many' && character !== '/') next.add(state);
    }
    if (next.size === 0) return false;
    states = closure(tokens, next);
  }
  return states.has(tokens.length);
}

function closure(tokens: readonly Token[], states: Set<number>): Set<number> {
  for (const state of states) if (tokens[state]?.kind === 'many') states.add(state + 1);
  return states;
}

/** `[a-z]`, `[^a-z]` from the opening bracket on; `end` is the closing one. .dockerignore lets `[^a]` be a slash. */
export function readClass(
  pattern: string,
  start: number,
  takesSlash = false,
): { readonly test: Test; readonly end: number } | undefined {
  const ranges: (readonly [low: string, high: string])[] = [];
  let at = start + 1;
  const negated = pattern[at] === '^';
  if (negated) at++;
  const one = (): string | undefined => {
    if (pattern[at] === '\\') at++;
    return pattern[at++];
  };
  for (; at < pattern.length && (pattern[at] !== ']' || ranges.length === 0); ) {
    const low = one();
    let high = low;
    if (pattern[at] === '-') {
      at++;
      high = one();
    }
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low, high]);
  }
  if (pattern[at] !== ']') return undefined;
  return {
    end: at,
    test: (character) =>
      (takesSlash || character !== '/') &&
      negated !== ranges.some(([low, high]) => low <= character && character <= high),
  };
}
