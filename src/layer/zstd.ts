/**
 * Zstandard: any number of frames, skippable ones among them, windows up to 128 MiB. https://www.rfc-editor.org/rfc/rfc8878
 *
 * One engine for every Node: node:zlib lacks zstd on Node 20, and on 22 and 24 it stops without an error after the
 * first frame, which is where layers made for lazy pulling only begin.
 */
import { ZSTDDecoder } from 'zstddec/stream';
import { ImgscanError } from '../errors.ts';

/** Node's type declarations leave WebAssembly to the browser's. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const CHUNK_BYTES = 1 << 20;
/** ZSTD_error_maxCode: results of the top 120 are errors, as ZSTD_isError has it. */
const MAX_ERROR_CODE = 120;

const WINDOW_TOO_LARGE = 16;

/** What is used of the engine's exports: C functions over 32-bit addresses. */
interface ZstdExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  ZSTD_createDCtx(): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

/**
 * The decompressed stream in chunks of at most 1 MiB. Throws LAYER_CORRUPT for what is damaged, cut off or followed
 * by something else than a frame. Each call has its own memory: nothing of a bad stream outlives it.
 */
export async function* unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const engine = decodeExports(await instantiate());
  const input = engine.malloc(CHUNK_BYTES);
  const output = engine.malloc(CHUNK_BYTES);
  // ZSTD_inBuffer and ZSTD_outBuffer: address, length, position.
  const inputBuffer = engine.malloc(12);
  const outputBuffer = engine.malloc(12);
  const context = engine.ZSTD_createDCtx();
  let expected = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES) {
      const part = chunk.subarray(at, at + CHUNK_BYTES);
      new Uint8Array(engine.memory.buffer).set(part, input);
      for (let read = 0, isFull = false; read < part.length || isFull; ) {
        setBuffer(engine, inputBuffer, input, part.length, read);
        setBuffer(engine, outputBuffer, output, CHUNK_BYTES, 0);
        expected = engine.ZSTD_decompressStream(context, outputBuffer, inputBuffer) >>> 0;
        if (expected > 2 ** 32 - MAX_ERROR_CODE) throw failure(2 ** 32 - expected);
        // Memory may have grown, and its buffer with it: never kept across a call.
        const view = new DataView(engine.memory.buffer);
        const written = view.getUint32(outputBuffer + 8, true);
        const before = read;
        read = view.getUint32(inputBuffer + 8, true);
        isFull = written === CHUNK_BYTES;
        if (written === 0 && read === before && read < part.length) throw failure(0);
        if (written > 0) yield new Uint8Array(engine.memory.buffer).slice(output, output + written);
      }
    }
  }
  if (expected !== 0) throw corrupt('it ends inside a frame');
}

/** `code` is one of ZSTD_ErrorCode. */
function failure(code: number): ImgscanError {
  if (code !== WINDOW_TOO_LARGE) return corrupt('it is damaged');
  return new ImgscanError('LIMIT_EXCEEDED', 'The zstd stream needs a window of more than 128 MiB.');
}

function corrupt(what: string): ImgscanError {
  return new ImgscanError('LAYER_CORRUPT', `The zstd stream cannot be decompressed: ${what}.`);
}

function setBuffer(engine: ZstdExports, at: number, address: number, length: number, position: number): void {
  const view = new DataView(engine.memory.buffer);
  view.setUint32(at, address, true);
  view.setUint32(at + 4, length, true);
  view.setUint32(at + 8, position, true);
}

/**
 * The package's own loop does not look at error results and never ends on damaged input, so only its compiled engine is
 * taken: what `_init` returns is what `init` resolves to, the first time and ever after.
 */
async function instantiate(): Promise<object> {
  const decoder = new ZSTDDecoder();
  decoder._init = ({ module }: { module: unknown }) => module;
  const module: unknown = await decoder.init();
  if (!(module instanceof WebAssembly.Module)) {
    throw new ImgscanError('INTERNAL', 'The zstd engine did not load.');
  }
  const imports = { env: { emscripten_notify_memory_growth: () => undefined } };
  return new WebAssembly.Instance(module, imports).exports;
}

function decodeExports(exports: object): ZstdExports {
  const found = exports as ZstdExports;
  const functions = [found.malloc, found.ZSTD_createDCtx, found.ZSTD_decompressStream];
  if (found.memory === undefined || functions.some((item) => typeof item !== 'function')) {
    throw new ImgscanError('INTERNAL', 'The zstd engine lacks a function.');
  }
  return found;
}
