/** Variables that ARG and ENV set, as they stand before each instruction of a stage. https://docs.docker.com/reference/dockerfile/#using-arg-variables */
import type { Values } from '../dockerfile/expand.ts';

/** What is known of variables at one place of a stage. */
export interface Variables extends Values {
  /** The value, or undefined: not set here, or set from what is not known before the build. */
  get(name: string): string | undefined;
  /** True when ARG or ENV of this file, or the builder itself, declares it. */
  isDeclared(name: string): boolean;
  /** Every name that the file declares for this place. */
  names(): readonly string[];
}

export interface Scope {
  /** Sets a variable; without a value it is declared and not known. ENV is stronger than ARG. */
  set(name: string, value: string | undefined, by: 'ARG' | 'ENV'): void;
  /** What is set now; later calls of `set` do not change it. */
  view(): Variables;
  /** The scope of a stage built on this one: ENV goes on, ARG does not. */
  child(): Scope;
}

interface Setting {
  readonly at: number;
  readonly value: string | undefined;
  readonly by: 'ARG' | 'ENV';
}

/** Stages built on stages, as deep as variables are looked up. */
const mostParents = 64;

/** `given` are values of ARGs that the builder is told; `builtIn` names that it declares by itself. */
export function createScope(given: ReadonlyMap<string, string>, builtIn: ReadonlySet<string>): Scope {
  return makeScope(
    given,
    builtIn,
    0,
    () => undefined,
    () => [],
  );
}

function makeScope(
  given: ReadonlyMap<string, string>,
  builtIn: ReadonlySet<string>,
  depth: number,
  inherited: (name: string) => Setting | undefined,
  inheritedNames: () => readonly string[],
): Scope {
  const settings = new Map<string, Setting[]>();
  let now = 0;
  let current: Variables | undefined;

  const find = (name: string, before: number): Setting | undefined => {
    const own = settings.get(name);
    return (own === undefined ? undefined : lastBefore(own, before)) ?? inherited(name);
  };

  const viewAt = (before: number): Variables => ({
    get: (name) => find(name, before)?.value,
    isDeclared: (name) => builtIn.has(name) || find(name, before) !== undefined,
    names: () => [
      ...new Set([
        ...inheritedNames(),
        ...[...settings].flatMap(([name, list]) => ((list[0]?.at ?? before) < before ? [name] : [])),
      ]),
    ],
  });

  return {
    set(name, value, by) {
      const earlier = find(name, now);
      if (by === 'ARG' && earlier?.by === 'ENV') return;
      const known = by === 'ARG' ? (given.get(name) ?? value) : value;
      const list = settings.get(name);
      if (list === undefined) settings.set(name, [{ at: now, value: known, by }]);
      else list.push({ at: now, value: known, by });
      now += 1;
      current = undefined;
    },
    view() {
      current ??= viewAt(now);
      return current;
    },
    child() {
      const end = now;
      const seen = (name: string): Setting | undefined => {
        const setting = find(name, end);
        return setting?.by === 'ENV' ? setting : undefined;
      };
      return depth >= mostParents
        ? createScope(given, builtIn)
        : makeScope(given, builtIn, depth + 1, seen, () =>
            viewAt(end)
              .names()
              .filter((name) => seen(name) !== undefined),
          );
    },
  };
}

/** Of settings in order, the last one that was made before. */
function lastBefore(list: readonly Setting[], before: number): Setting | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.at ?? before) < before) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
