/** Work on a list in order, some of it begun before it is asked for. */

/** Begins up to `most` results before the first of them is taken, and one more with each that is. */
export function* ahead<T, R>(
  items: readonly T[],
  most: number,
  begin: (item: T) => Promise<R>,
): Generator<{ readonly item: T; readonly result: Promise<R> }> {
  const begun: { readonly item: T; readonly result: Promise<R> }[] = [];
  let next = 0;
  for (;;) {
    for (; begun.length < most && next < items.length; next++) {
      const item = items[next];
      if (item === undefined) continue;
      const result = begin(item);
      // Whoever takes it hears of it; until then it is not unheard of.
      result.catch(() => undefined);
      begun.push({ item, result });
    }
    const first = begun.shift();
    if (first === undefined) return;
    yield first;
  }
}
