/** Reads fields of an OSV record that nothing is known of yet; what breaks the schema throws ADVISORY_INVALID with its place. */
import { ImgscanError } from '../errors.ts';

export type Fields = Readonly<Record<string, unknown>>;

const noFields: Fields = {};

export function breaks(where: string, what: string): never {
  throw new ImgscanError('ADVISORY_INVALID', `${where}: ${what}`);
}

/** The error of a part, with the place of the part before its own: no place is written down before something breaks. */
export function within(place: string, error: unknown): unknown {
  if (!(error instanceof ImgscanError)) return error;
  const inner = error.message.startsWith(':') ? error.message : `.${error.message}`;
  return new ImgscanError(error.code, `${place}${inner}`, { cause: error.cause });
}

export function decodeFields(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  return breaks(where, 'expected an object');
}

/** What is beside the standard: of another type than an object, it is not what imgscan looks for. */
export function decodeOptionalFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : noFields;
}

export function decodeList(value: unknown, where: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : breaks(where, 'expected a list');
}

/** Not empty, and without the NUL that keys of the store are parted by. */
export function decodeText(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') return breaks(where, 'expected a text that is not empty');
  return value.includes('\0') ? breaks(where, 'a NUL character in a text') : value;
}

export function decodeOptionalText(value: unknown, where: string): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : breaks(where, 'expected a text');
}

export function decodeTexts(value: unknown, where: string): readonly string[] {
  const list = decodeList(value, where);
  for (const item of list) decodeText(item, where);
  return list as readonly string[];
}

const timeShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]00:00)$/;

export function decodeTime(value: unknown, where: string): string {
  if (typeof value === 'string' && timeShape.test(value)) return value;
  return breaks(where, 'expected a time in UTC, as 2026-11-23T12:00:00Z');
}
