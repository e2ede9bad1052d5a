/** Output of a size and form that its readers take: what is left out is always said. */

/** The first `most` characters; where there are more, how many. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${wellFormed(text.slice(0, most))}… (${text.length - most} characters more in the JSON report)`;
}

/** Half of a character that two code units make, as hostile or cut text has it, becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** The first `most` of a list, and how many that leaves out. */
export function firstOf<T>(list: readonly T[], most: number): { shown: readonly T[]; hidden: number } {
  return { shown: list.slice(0, most), hidden: Math.max(0, list.length - most) };
}
