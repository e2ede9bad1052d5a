/** Files that people wrote, read whole within a limit and decoded so that every byte can be written back. */
import { open } from 'node:fs/promises';
import { ImgscanError } from '../errors.ts';

export interface TextFile {
  readonly text: string;
  /** `latin1` for what is no UTF-8: each byte is one character then. */
  readonly encoding: 'utf8' | 'latin1';
}

/** A Dockerfile's bytes at most; what parses is shorter. */
export const maxDockerfileBytes = 4 * 1024 * 1024;

/** Throws NOT_FOUND, USAGE for what is no regular file, and LIMIT_EXCEEDED beyond `maxBytes`. */
export async function readTextFile(path: string, maxBytes = maxDockerfileBytes): Promise<TextFile> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new ImgscanError('USAGE', `cannot read ${path}: ${reasonOf(cause)}`, { cause });
  });
  try {
    const info = await handle.stat();
    // A pipe, as a shell's <(...) makes one, has no size to check first.
    if (!info.isFile() && !info.isFIFO()) {
      throw new ImgscanError('USAGE', `cannot read ${path}: expected a file, found a folder or a device`);
    }
    if (info.size > maxBytes) throw tooLong(path, maxBytes);
    const chunks: Buffer[] = [];
    let total = 0;
    for await (const chunk of handle.createReadStream({ autoClose: false })) {
      if (!Buffer.isBuffer(chunk)) continue;
      total += chunk.length;
      if (total > maxBytes) throw tooLong(path, maxBytes);
      chunks.push(chunk);
    }
    return decodeText(Buffer.concat(chunks));
  } finally {
    await handle.close();
  }
}

/** A byte order mark stays in the text. */
export function decodeText(bytes: Uint8Array): TextFile {
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      encoding: 'utf8',
    };
  } catch {
    return { text: Buffer.from(bytes).toString('latin1'), encoding: 'latin1' };
  }
}

/** The bytes of a text that was decoded; what a fix adds to latin1 is ASCII or becomes UTF-8. */
export function encodeText({ text, encoding }: TextFile): Uint8Array {
  return Buffer.from(text, encoding);
}

function tooLong(path: string, maxBytes: number): ImgscanError {
  return new ImgscanError('LIMIT_EXCEEDED', `${path} is longer than ${maxBytes} bytes`, {
    hint: 'Check that the path names a Dockerfile.',
  });
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EACCES' ? 'permission denied' : cause.message;
}
