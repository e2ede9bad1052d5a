/** The name that a mistyped one was meant to be. https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance */

const longest = 64;
/** Names that are compared: more would be made to take time. */
const mostNames = 300;

/** The nearest of the names, a slip or two away; undefined where none is that near, or the name is too short to tell. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const most = name.length < 4 ? 0 : name.length < 8 ? 1 : 2;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of names.slice(0, mostNames)) {
    if (candidate === name || candidate.length > longest || Math.abs(candidate.length - name.length) > most)
      continue;
    const distance = editDistance(name.toUpperCase(), candidate.toUpperCase());
    if (distance <= most && (best === undefined || distance < best.distance))
      best = { name: candidate, distance };
  }
  return best?.name;
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  if (a.length > longest || b.length > longest) return longest;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line.push(
        Math.min(
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          cell(row - 1, column - 1) + same,
          swapped ? cell(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return cell(a.length, b.length);
}
