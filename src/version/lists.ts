/** Orders lists item by item, as most schemes order the parts of a version. */

/** By the first items that differ; a list that another begins with comes before it. */
export function compareLists<T>(a: readonly T[], b: readonly T[], order: (a: T, b: T) => number): number {
  // By index: an iterator makes an object an item, and this is what matching does most.
  for (let index = 0; index < a.length; index += 1) {
    const left = a[index];
    const right = b[index];
    if (left === undefined || right === undefined) break;
    const difference = order(left, right);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
