/** Orders numbers written as digits, of any length: a version may hold more than a double can. */

/** Compares two runs of ASCII digits by value; an empty run counts as zero. */
export function compareDigits(a: string, b: string): number {
  if (a === b) return 0;
  const left = withoutLeadingZeros(a);
  const right = withoutLeadingZeros(b);
  return left.length - right.length || compareText(left, right);
}

/** Compares by code units, as every order in imgscan does. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

/** True for one ASCII digit or more and nothing else. */
export function isDigits(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** Numbers in order without the zeros that end them: 1.0.0 says no more than 1. */
export function withoutTrailingZeros(numbers: readonly string[]): readonly string[] {
  let end = numbers.length;
  while (end > 0 && /^0+$/.test(numbers[end - 1] ?? '')) end--;
  return end === numbers.length ? numbers : numbers.slice(0, end);
}

/** Zeros alone leave nothing. */
export function withoutLeadingZeros(digits: string): string {
  if (digits[0] !== '0') return digits;
  let start = 0;
  while (digits[start] === '0') start++;
  return digits.slice(start);
}
