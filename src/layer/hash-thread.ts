/** A thread that hashes tars: a third of what a large layer costs, off the thread that everything else waits for. */
import type * as Crypto from 'node:crypto';
import type * as Threads from 'node:worker_threads';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { ImgscanError } from '../errors.ts';
import type { ContentHasher, TarHasher } from './tar-hasher.ts';

/** Chunks of a tar that may wait for the thread. */
const MAX_WAITING = 4;

export interface HashThread {
  /** A hasher of one tar. Chunks that fill their ArrayBuffer are moved to the thread, others are copied. */
  open(algorithm: string): TarHasher;
  close(): Promise<void>;
}

/** What is hashed of a tar at once: a chunk, and of each part of a file in it start, end and whether the file ends. */
interface Order {
  readonly chunk: Uint8Array<ArrayBuffer>;
  readonly parts: readonly number[];
}

/** One for each order, in order, and a last one for `undefined`, which ends the tar. */
interface Answer {
  /** SHA-256 in hex of each file that ended. */
  readonly files: readonly string[];
  /** Of the tar, in the last answer. */
  readonly digest?: string;
}

/** Starts the thread; it does not keep the process alive. */
export function startHashThread(): HashThread {
  // Only the function's text gets there: a file of its own would have to be JavaScript, in the sources and when built.
  const code = `(${serveTars})(require('node:worker_threads'), require('node:crypto'))`;
  const worker = new Worker(code, { eval: true });
  worker.unref();
  // The ports close with it, and who waits at one is told.
  worker.on('error', () => undefined);
  return {
    open(algorithm) {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ port: port2, algorithm }, [port2]);
      return createHasher(port1);
    },
    async close() {
      await worker.terminate();
    },
  };
}

function createHasher(port: MessagePort): TarHasher {
  const waiting: ((sha256: string) => void)[][] = [];
  let chunk: Uint8Array | undefined;
  let parts: number[] = [];
  let dones: ((sha256: string) => void)[] = [];
  let digest: string | undefined;
  let isLost = false;
  let wake: () => void = () => undefined;

  port.on('message', (answer: Answer) => {
    const ended = waiting.shift() ?? [];
    for (const [index, sha256] of answer.files.entries()) ended[index]?.(sha256);
    digest = answer.digest;
    wake();
  });
  port.on('close', () => {
    isLost = digest === undefined;
    wake();
  });

  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) {
      if (isLost) throw new ImgscanError('INTERNAL', 'The thread that hashes layers ended before its work.');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const send = (): void => {
    if (chunk === undefined) return;
    const { buffer } = chunk;
    const isWhole = buffer instanceof ArrayBuffer && chunk.length === buffer.byteLength;
    const own = isWhole ? new Uint8Array(buffer) : new Uint8Array(chunk);
    const order: Order = { chunk: own, parts };
    port.postMessage(order, [own.buffer]);
    waiting.push(dones);
    chunk = undefined;
    parts = [];
    dones = [];
  };
  const content: ContentHasher = {
    update(part) {
      const start = part.byteOffset - (chunk?.byteOffset ?? 0);
      parts.push(start, start + part.length, 0);
    },
    end(done) {
      parts[parts.length - 1] = 1;
      dones.push(done);
    },
  };

  return {
    begin(next) {
      chunk = next;
    },
    end() {
      send();
      return waiting.length < MAX_WAITING ? undefined : until(() => waiting.length < MAX_WAITING);
    },
    file: () => content,
    async finish() {
      send();
      port.postMessage(undefined);
      await until(() => digest !== undefined);
      port.close();
      return digest ?? '';
    },
  };
}

/** The thread's program, which may refer to nothing outside itself. */
function serveTars(threads: typeof Threads, { createHash, hash }: typeof Crypto): void {
  // As in release.ts.
  const { port1: closed } = new threads.MessageChannel();
  closed.close();
  threads.parentPort?.on(
    'message',
    ({ port, algorithm }: { readonly port: MessagePort; readonly algorithm: string }) => {
      const tar = createHash(algorithm);
      let file: Crypto.Hash | undefined;
      port.on('message', (order: Order | undefined) => {
        if (order === undefined) {
          port.postMessage({ files: [], digest: tar.digest('hex') });
          return;
        }
        const { chunk, parts } = order;
        const files: string[] = [];
        tar.update(chunk);
        for (let at = 0; at < parts.length; at += 3) {
          const part = chunk.subarray(parts[at], parts[at + 1]);
          const isEnd = parts[at + 2] === 1;
          // One call is half the price of a hash object, and most files come in one part.
          if (isEnd && file === undefined) files.push(hash('sha256', part, 'hex'));
          else {
            file ??= createHash('sha256');
            file.update(part);
            if (!isEnd) continue;
            files.push(file.digest('hex'));
            file = undefined;
          }
        }
        port.postMessage({ files });
        closed.postMessage(undefined, [chunk.buffer]);
      });
    },
  );
}
