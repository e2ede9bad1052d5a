/** Orders lists item by item, as most schemes order the parts of a version. */

/** By the first items that differ; a list that another begins with comes before it. */
export function compareLists<T>(a: readonly T[], b: readonly T[], order: (a: T, b: T) => number): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const difference = order(left, right);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
