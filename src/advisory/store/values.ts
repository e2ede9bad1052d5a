/** Reads the JSON lists that the store's entries are, and refuses what is of another shape. */
import { ImgscanError } from '../../errors.ts';

export function parseList(bytes: Buffer): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new ImgscanError('ADVISORY_INVALID', 'the advisory store: an entry that is no JSON', { cause });
  }
  return decodeList(value);
}

export function decodeList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : damagedValue();
}

export function decodeTexts(value: unknown): readonly string[] {
  const items = decodeList(value);
  for (const item of items) decodeText(item);
  return items as readonly string[];
}

export function decodeText(value: unknown): string {
  return typeof value === 'string' ? value : damagedValue();
}

function damagedValue(): never {
  throw damaged('an entry of another shape');
}

export function damaged(what: string): ImgscanError {
  return new ImgscanError('ADVISORY_INVALID', `the advisory store: ${what}`);
}
