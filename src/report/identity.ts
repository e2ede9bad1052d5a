/** Identifiers that depend on nothing but what they name, so that a document is the same byte for byte each time. */
import { createHash } from 'node:crypto';

/** A UUID of version 8 from the SHA-256 of a text. https://www.rfc-editor.org/rfc/rfc9562#section-5.8 */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** `2026-01-02T03:04:05Z` of any date that can be read, else undefined: what an image says may be no date. */
export function utcSeconds(date: string | undefined): string | undefined {
  const time = Date.parse(date ?? '');
  if (Number.isNaN(time)) return undefined;
  const text = new Date(time).toISOString();
  return /^\d{4}-/.test(text) ? `${text.slice(0, 19)}Z` : undefined;
}
