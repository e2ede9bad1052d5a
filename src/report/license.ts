/** Licences of a package as one SPDX expression. https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
import parse from 'spdx-expression-parse';

/** Longer ones are texts, not names. */
const maxLength = 1_000;

export function isExpression(license: string): boolean {
  if (license.length > maxLength) return false;
  try {
    parse(license);
    return true;
  } catch {
    return false;
  }
}

/** All of several licences apply: `MIT AND (GPL-2.0-only OR BSD-3-Clause)`. `parts` are expressions. */
export function joinExpressions(parts: readonly string[]): string {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return first;
  return parts.map((part) => (/\sOR\s/i.test(part) ? `(${part})` : part)).join(' AND ');
}
