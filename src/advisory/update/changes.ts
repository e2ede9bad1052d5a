/** Which records of an ecosystem changed: `modified_id.csv` lists every record, the last modified first. https://google.github.io/osv.dev/data/#data-dumps */
import type { FeedContext } from './feed.ts';
import type { Validators } from './origin.ts';

export interface Changes {
  /** Records that the store does not have as they are now. */
  readonly ids: readonly string[];
  /** Time of the newest line; undefined in an empty list. */
  readonly mark?: string;
  readonly validators: Validators;
}

export const changesFile = 'modified_id.csv';
/** The zip and the list are not made at one moment: lines a little older than the mark are compared too. */
const overlapMs = 86_400_000;
const maxLineLength = 500;
const idShape = /^[A-Za-z0-9][A-Za-z0-9._:+-]{0,199}$/;

/** Reads no further than it needs; `too many` as soon as there are more than `limit`. */
export async function readChanges(
  { origin, previous, signal }: FeedContext,
  ecosystem: string,
  limit: number,
): Promise<Changes | 'too many' | 'unchanged' | 'missing'> {
  const state = previous?.feed.origin;
  const since = Date.parse(state?.mark ?? '') - overlapMs;
  if (previous === undefined || Number.isNaN(since)) return 'missing';
  const known = state?.location === origin.location ? state.files[changesFile] : undefined;
  const found = await origin.stream([ecosystem, changesFile], known, signal);
  if (found === 'unchanged' || found === 'missing') return found;
  const ids: string[] = [];
  let mark: string | undefined;
  for await (const line of linesOf(found.chunks)) {
    const [time = '', id = ''] = line.split(',', 2);
    const modified = Date.parse(time);
    // A heading, or what is no such list at all, names no time.
    if (Number.isNaN(modified) || !idShape.test(id)) continue;
    mark ??= time;
    if (modified < since) break;
    const stored = previous.collection.record(id)?.head.modified;
    if (stored !== undefined && Date.parse(stored) === modified) continue;
    ids.push(id);
    if (ids.length > limit) return 'too many';
  }
  return { ids, ...(mark === undefined ? {} : { mark }), validators: found.validators };
}

/** Lines without their ends; what is too long for one is cut. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLineLength);
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest;
}
