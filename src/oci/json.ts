/** Foreign JSON to a checked value: UTF-8, syntax, then schema, each failure naming the place. */
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';

/**
 * Decodes one JSON document of at most `maxBytes`. LIMIT_EXCEEDED past that; MANIFEST_INVALID when it is not
 * UTF-8, not JSON or not of the schema's shape. `subject` starts the message.
 */
export function decodeJson<TSchema extends v.GenericSchema>(
  schema: TSchema,
  bytes: Uint8Array,
  subject: string,
  maxBytes: number,
): v.InferOutput<TSchema> {
  if (bytes.byteLength > maxBytes) {
    throw new ImgscanError(
      'LIMIT_EXCEEDED',
      `${subject}: expected at most ${maxBytes} bytes, found ${bytes.byteLength}`,
    );
  }
  const result = v.safeParse(schema, parseJson(bytes, subject), { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const place = v.getDotPath(issue) ?? 'document';
  const expected = issue.type === 'custom' ? issue.message : (issue.expected ?? 'another value');
  throw new ImgscanError(
    'MANIFEST_INVALID',
    `${subject}: ${place.slice(0, 200)}: expected ${expected}, found ${issue.received.slice(0, 200)}`,
  );
}

/** A schema of a JSON object; `v.object` alone takes lists too. A `v.custom` message says what was expected. */
export function objectOf<TEntries extends v.ObjectEntries>(entries: TEntries) {
  const isObject = (input: unknown) => typeof input === 'object' && input !== null && !Array.isArray(input);
  return v.pipe(v.custom<object>(isObject, 'a JSON object'), v.object(entries));
}

function parseJson(bytes: Uint8Array, subject: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ImgscanError('MANIFEST_INVALID', `${subject}: expected JSON, found ${startOf(bytes)}`, {
      cause,
    });
  }
}

function startOf(bytes: Uint8Array): string {
  if (bytes.byteLength === 0) return 'nothing';
  return `${bytes.byteLength} bytes starting ${JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 40)))}`;
}
