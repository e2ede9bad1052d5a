/** Walks the members of one large JSON object without holding it: each value is handed over as its own text. https://www.rfc-editor.org/rfc/rfc8259 */
import { ImgscanError } from '../../errors.ts';

export interface JsonMember {
  readonly key: string;
  /** The value's JSON text. */
  readonly text: Buffer;
}

const quote = 0x22;
const backslash = 0x5c;
const maxDepth = 64;

/** Throws ADVISORY_INVALID for what is no object or ends too early, LIMIT_EXCEEDED for a value past `maxValueBytes`. */
export function* jsonMembers(
  chunks: Iterable<Buffer>,
  name: string,
  maxValueBytes: number,
): Generator<JsonMember, void, undefined> {
  const broken = (what: string) => new ImgscanError('ADVISORY_INVALID', `${name}: ${what}`);
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  /** Bytes of the member that is being read, from earlier chunks. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  let isOver = false;
  for (const chunk of chunks) {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isInString = false;
        continue;
      }
      if (byte === quote) isInString = true;
      else if (byte === 0x7b || byte === 0x5b) {
        if (depth === 0 && byte !== 0x7b) throw broken('expected a JSON object');
        depth += 1;
        if (depth > maxDepth) throw broken('JSON that is nested too deep');
        if (depth === 1) start = at + 1;
      } else if (byte === 0x7d || byte === 0x5d || (byte === 0x2c && depth === 1)) {
        if (byte !== 0x2c) depth -= 1;
        if (byte === 0x2c || depth === 0) {
          const member = Buffer.concat([...held, chunk.subarray(start, at)]);
          held = [];
          heldBytes = 0;
          start = at + 1;
          if (depth === 0) isOver = true;
          if (member.toString('latin1').trim() !== '') yield splitMember(member, broken);
          if (isOver) return;
        }
      } else if (depth === 0 && byte > 0x20) throw broken('expected a JSON object');
    }
    if (depth > 0) {
      // The chunk's memory is used again for the next one.
      held.push(Buffer.from(chunk.subarray(start)));
      heldBytes += chunk.length - start;
      if (heldBytes > maxValueBytes) {
        throw new ImgscanError('LIMIT_EXCEEDED', `${name}: a part of more than ${maxValueBytes} bytes`);
      }
    }
  }
  throw broken('it ends too early');
}

function splitMember(member: Buffer, broken: (what: string) => ImgscanError): JsonMember {
  const match = /^\s*("(?:[^"\\]|\\.){0,1000}")\s*:/.exec(member.toString('latin1', 0, 2100));
  if (match?.[1] === undefined) throw broken('a member without a name');
  const key: unknown = JSON.parse(Buffer.from(match[1], 'latin1').toString('utf8'));
  return { key: String(key), text: member.subarray(match[0].length) };
}
