/** Inflates a zip's entries in a thread, ahead of who reads them: a fifth of what building a feed takes. */
import type * as Threads from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import type * as Zlib from 'node:zlib';
import { ImgscanError } from '../../errors.ts';
import type { ZipEntry } from './zip.ts';

export interface Inflater {
  /** The same entries in the same order, each batch valid until the next. */
  batches(entries: Iterable<ZipEntry>): AsyncGenerator<readonly ZipEntry[], void, undefined>;
  /** Gives the thread and its memory back; the next batch starts another. */
  close(): Promise<void>;
}

const packedBytes = 128 * 1024;
const contentBytes = 512 * 1024;
/** One is read while the next is inflated. */
const batchesAhead = 2;

/** Memory for one batch; it moves to the thread and back, and is used again. */
interface Slot {
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly content: Uint8Array<ArrayBuffer>;
}

interface Order extends Slot {
  /** Of each entry: where it ends in `packed`, where it begins and ends in `content`, and its CRC-32. */
  readonly entries: readonly number[];
}

interface Answer extends Slot {
  /** Whether each entry's content is there. */
  readonly isDone: readonly boolean[];
}

/** Its thread is started with the first batch. */
export function createInflater(): Inflater {
  let worker: Worker | undefined;
  const waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }[] =
    [];
  const start = (): Worker => {
    // As in layer/hash-thread.ts: only the function's text gets there.
    const started = new Worker(`(${serveOrders})(require('node:worker_threads'), require('node:zlib'))`, {
      eval: true,
      // What it allocates is of no use after the next message: little room makes it collect early.
      resourceLimits: { maxYoungGenerationSizeMb: 1 },
    });
    started.on('message', (answer: Answer) => waiting.shift()?.resolve(answer));
    started.on('error', (cause) => {
      const error = new ImgscanError(
        'INTERNAL',
        'The thread that inflates advisories ended before its work.',
        {
          cause,
        },
      );
      for (const { reject } of waiting.splice(0)) reject(error);
    });
    started.unref();
    return started;
  };
  const send = (order: Order): Promise<Answer> => {
    worker ??= start();
    worker.ref();
    const answer = new Promise<Answer>((resolve, reject) => waiting.push({ resolve, reject }));
    worker.postMessage(order, [order.packed.buffer, order.content.buffer]);
    return answer;
  };
  const slots: Slot[] = [];

  return {
    async *batches(entries) {
      const iterator = entries[Symbol.iterator]();
      let next = iterator.next();
      const flying: { readonly entries: readonly ZipEntry[]; readonly answer: Promise<Answer> }[] = [];
      for (;;) {
        while (flying.length < batchesAhead && next.done !== true && fits(next.value, 0, 0)) {
          const slot = slots.pop() ?? createSlot();
          const taken: ZipEntry[] = [];
          const places: number[] = [];
          let packed = 0;
          let content = 0;
          while (next.done !== true && fits(next.value, packed, content)) {
            const entry = next.value;
            slot.packed.set(entry.packed, packed);
            packed += entry.packed.length;
            places.push(packed, content, content + entry.contentBytes, entry.crc);
            content += entry.contentBytes;
            taken.push(entry);
            next = iterator.next();
          }
          flying.push({ entries: taken, answer: send({ ...slot, entries: places }) });
        }
        const first = flying.shift();
        if (first !== undefined) {
          const { isDone, ...slot } = await first.answer;
          yield unpack(first.entries, slot, isDone);
          slots.push(slot);
        } else if (next.done !== true) {
          yield [next.value];
          next = iterator.next();
        } else return;
      }
    },
    async close() {
      const ended = worker;
      worker = undefined;
      await ended?.terminate();
    },
  };
}

function createSlot(): Slot {
  return { packed: new Uint8Array(packedBytes), content: new Uint8Array(contentBytes) };
}

/** What is not deflated, cannot be read or is very large stays with who reads it. */
function fits(entry: ZipEntry, packed: number, content: number): boolean {
  return (
    entry.isDeflated &&
    entry.packed.length > 0 &&
    packed + entry.packed.length <= packedBytes &&
    content + entry.contentBytes <= contentBytes
  );
}

function unpack(entries: readonly ZipEntry[], slot: Slot, isDone: readonly boolean[]): readonly ZipEntry[] {
  const allPacked = Buffer.from(slot.packed.buffer);
  const allContent = Buffer.from(slot.content.buffer);
  let packedAt = 0;
  let contentAt = 0;
  return entries.map((entry, index) => {
    const packed = allPacked.subarray(packedAt, packedAt + entry.packed.length);
    const content = allContent.subarray(contentAt, contentAt + entry.contentBytes);
    packedAt += packed.length;
    contentAt += content.length;
    return {
      ...entry,
      packed,
      // Once more where it failed: the error is its own then.
      content: () => (isDone[index] === true ? content : entry.content(packed)),
    };
  });
}

/** The thread's program, which may refer to nothing outside itself. */
function serveOrders({ parentPort }: typeof Threads, { crc32, inflateRawSync }: typeof Zlib): void {
  parentPort?.on('message', ({ packed, content, entries }: Order) => {
    const isDone: boolean[] = [];
    let from = 0;
    for (let at = 0; at < entries.length; at += 4) {
      const [end = 0, start = 0, contentEnd = 0, crc = 0] = entries.slice(at, at + 4);
      const size = contentEnd - start;
      try {
        const options = { maxOutputLength: Math.max(64, size), chunkSize: Math.max(64, size) };
        const bytes = inflateRawSync(packed.subarray(from, end), options);
        content.set(bytes, start);
        isDone.push(bytes.length === size && crc32(bytes) === crc);
      } catch {
        isDone.push(false);
      }
      from = end;
    }
    parentPort.postMessage({ packed, content, isDone }, [packed.buffer, content.buffer]);
  });
}
