/** Untyped values of configuration files taken apart with care. */

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Texts of a record, each as `fill` leaves it. */
export interface Texts {
  /** Of text, number or boolean. */
  get(key: string): string | undefined;
  /** Of one text or a list of them. */
  list(key: string): readonly string[];
  /** `{ A: 1 }` and `['A=1']` alike; keys without a value are left out. */
  map(key: string): ReadonlyMap<string, string>;
}

export function readTexts(value: unknown, fill: (text: string) => string): Texts {
  const record = isRecord(value) ? value : {};
  const toText = (one: unknown): string | undefined =>
    typeof one === 'string'
      ? fill(one)
      : typeof one === 'number' || typeof one === 'boolean'
        ? String(one)
        : undefined;
  return {
    get: (key) => toText(record[key]),
    list(key) {
      const value = record[key];
      return (Array.isArray(value) ? value : [value]).flatMap((one) => toText(one) ?? []);
    },
    map(key) {
      const pairs = record[key];
      const entries: (readonly [string, string])[] = [];
      if (Array.isArray(pairs)) {
        for (const pair of pairs) {
          const text = toText(pair) ?? '';
          const equals = text.indexOf('=');
          if (equals > 0) entries.push([text.slice(0, equals), text.slice(equals + 1)]);
        }
      } else if (isRecord(pairs)) {
        for (const [name, one] of Object.entries(pairs)) {
          const text = toText(one);
          if (text !== undefined) entries.push([name, text]);
        }
      }
      return new Map(entries);
    },
  };
}
