/** Which files .dockerignore keeps out of the build. https://docs.docker.com/build/concepts/context/#dockerignore-files */
import { posix } from 'node:path';
import { readClass } from './copy-pattern.ts';

type Token =
  | { readonly kind: 'one'; readonly test: (character: string) => boolean }
  /** `*`: any part of a name; `**`: any part of a path; `folders`: nothing, or folders with their slash. */
  | { readonly kind: 'name' | 'path' | 'folders' };

interface Pattern {
  readonly text: string;
  readonly keeps: boolean;
  matches(path: string): boolean;
}

/** What a folder's patterns said, to go on with below it. */
export type FolderMatch = readonly boolean[];

export interface Dockerignore {
  /** As they count: cleaned, in order, `!` kept. */
  readonly patterns: readonly string[];
  /** Lines that builders refuse. */
  readonly malformed: readonly string[];
  /** True when a pattern takes something back, so that ignored folders have to be looked into. */
  readonly hasExceptions: boolean;
  /** Whether a path (relative, `/`) is ignored; `parent` is what its folder's match gave, nothing at the top. */
  match(path: string, parent?: FolderMatch): { readonly ignored: boolean; readonly folder: FolderMatch };
}

/** Patterns beyond this many are not read: real files have a few dozen. */
const mostPatterns = 2_000;

/** The rules of the builder's own matcher, to its last quirk. https://github.com/moby/patternmatcher */
export function readDockerignore(text: string): Dockerignore {
  const patterns: Pattern[] = [];
  const malformed: string[] = [];
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    if (line.startsWith('#') || patterns.length >= mostPatterns) continue;
    const trimmed = line.trim();
    if (trimmed === '') continue;
    // The builder cleans a line with and without its `!`, and looks for one afterwards.
    const inverts = trimmed.startsWith('!');
    const text = tidy(`${inverts ? '!' : ''}${clean(inverts ? trimmed.slice(1).trim() : trimmed)}`);
    const keeps = text.startsWith('!');
    const pattern = keeps ? text.slice(1) : text;
    const matches = pattern === '' ? undefined : compileGlob(pattern);
    if (matches === undefined) malformed.push(trimmed);
    else patterns.push({ text: `${keeps ? '!' : ''}${pattern}`, keeps, matches });
  }
  return {
    patterns: patterns.map((pattern) => pattern.text),
    malformed,
    hasExceptions: patterns.some(({ keeps }) => keeps),
    match(path, parent) {
      let ignored = false;
      const folder = patterns.map((pattern, index) => {
        // What matched the folder matches everything in it.
        const inherited = parent?.[index] === true;
        if (!inherited && pattern.keeps !== ignored) return false;
        const matched = inherited || pattern.matches(path);
        if (matched) ignored = !pattern.keeps;
        return matched;
      });
      return { ignored, folder };
    },
  };
}

function clean(pattern: string): string {
  return pattern === '' ? '' : tidy(pattern).replace(/^\/(?=.)/, '');
}

/** Go's filepath.Clean. */
function tidy(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}

/** Whether a path matches a pattern with `*`, `**`, `?` and `[...]`; undefined for a malformed one. */
export function compileGlob(pattern: string): ((path: string) => boolean) | undefined {
  const tokens: Token[] = [];
  let isPlain = true;
  const pushOne = (test: (character: string) => boolean): void => {
    tokens.push({ kind: 'one', test });
  };
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*' && pattern[at + 1] === '*') {
      at += pattern[at + 2] === '/' ? 2 : 1;
      tokens.push({ kind: at + 1 >= pattern.length ? 'path' : 'folders' });
      isPlain = false;
    } else if (character === '*') {
      tokens.push({ kind: 'name' });
      isPlain = false;
    } else if (character === '?') {
      pushOne((other) => other !== '/');
      isPlain = false;
    } else if (character === '[') {
      const found = readClass(pattern, at, true);
      if (found === undefined) return undefined;
      pushOne(found.test);
      at = found.end;
      isPlain = false;
    } else if (character === '\\' && at + 1 < pattern.length) {
      at++;
      const escaped = pattern[at];
      pushOne((other) => other === escaped);
      isPlain = false;
    } else pushOne((other) => other === character);
  }
  if (isPlain) return (path) => path === pattern;
  // `**x` alone means "ends with x"; with a slash, a whole name or more of them.
  const rest = pattern.slice(2);
  if (pattern.startsWith('**') && !/[*?[\]\\]/.test(rest)) {
    return (path) => path.endsWith(rest) || (rest.startsWith('/') && path === rest.slice(1));
  }
  return (path) => run(tokens, path);
}

/** All states at once: pattern length times path length, whatever the pattern. */
function run(tokens: readonly Token[], path: string): boolean {
  let states = closure(tokens, new Set([0]));
  for (const character of path) {
    const entered = new Set<number>();
    const within: number[] = [];
    for (const state of states) {
      const token = tokens[state];
      if (token === undefined) continue;
      if (token.kind === 'one') {
        if (token.test(character)) entered.add(state + 1);
      } else if (token.kind === 'folders') {
        // In the middle of a folder's name: left after its slash only.
        within.push(state);
        if (character === '/') entered.add(state + 1);
      } else if (token.kind === 'path' || character !== '/') entered.add(state);
    }
    states = closure(tokens, entered);
    for (const state of within) states.add(state);
    if (states.size === 0) return false;
  }
  return states.has(tokens.length);
}

/** Steps that read nothing: each of the wildcards may stand for nothing. */
function closure(tokens: readonly Token[], states: Set<number>): Set<number> {
  for (const state of states) {
    const token = tokens[state];
    if (token !== undefined && token.kind !== 'one') states.add(state + 1);
  }
  return states;
}
