/** Where the classes of an archive are, counted as its entries go by. */

export interface ClassPackages {
  /** Takes the name of every entry. */
  add(name: string): void;
  /** The deepest package that holds most of the classes, `org.apache.camel`; empty where none does. */
  main(): string;
}

/** Of one archive; the packages of larger ones have long shown where most are. */
const maxDirectories = 2_000;
const maxNameBytes = 300;
/** What is shaded in, and shims beside it, is less than the rest. */
const share = 0.6;
const maxDepth = 12;

interface Counted {
  readonly directory: string;
  count: number;
}

export function countClassPackages(): ClassPackages {
  const directories = new Map<string, Counted>();
  let last: Counted = { directory: '/', count: 0 };
  return {
    add(name) {
      if (!name.endsWith('.class') || name.length > maxNameBytes || name.startsWith('META-INF/')) return;
      const end = Math.max(0, name.lastIndexOf('/'));
      // Archives have their entries by directory: most names cost no look-up.
      if (end !== last.directory.length || !name.startsWith(last.directory)) {
        const directory = name.slice(0, end);
        const known = directories.get(directory);
        if (known === undefined && directories.size >= maxDirectories) return;
        last = known ?? { directory, count: 0 };
        if (known === undefined) directories.set(directory, last);
      }
      last.count += 1;
    },
    main() {
      const counted = [...directories.values()].map(({ directory, count }) => ({
        parts: directory.split('/', maxDepth),
        count,
      }));
      const total = counted.reduce((sum, { count }) => sum + count, 0);
      const found: string[] = [];
      let inside = counted;
      while (found.length < maxDepth) {
        const next = largest(inside, found.length);
        if (next === undefined || next.count < share * total) break;
        inside = inside.filter(({ parts }) => parts[found.length] === next.part);
        found.push(next.part);
      }
      return found.join('.');
    },
  };
}

function largest(
  directories: readonly { readonly parts: readonly string[]; readonly count: number }[],
  depth: number,
): { readonly part: string; readonly count: number } | undefined {
  const counts = new Map<string, number>();
  for (const { parts, count } of directories) {
    const part = parts[depth] ?? '';
    if (part !== '') counts.set(part, (counts.get(part) ?? 0) + count);
  }
  let best: { readonly part: string; readonly count: number } | undefined;
  for (const [part, count] of counts) if (best === undefined || count > best.count) best = { part, count };
  return best;
}
