/** One writer a store, across processes: a file that exists while its holder lives. Readers need no lock. */
import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { ImgscanError } from '../../errors.ts';
import { temporarySuffix } from './segment-writer.ts';

const holderSchema = v.object({ process: v.number(), host: v.string(), token: v.string() });
type Holder = v.InferOutput<typeof holderSchema>;

export interface LockOptions {
  /** How long to wait for another writer. */
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told once, when there is somebody to wait for. */
  readonly onWait?: (holder: string) => void;
}

const touchMs = 10_000;
const retryMs = 200;
/** A holder on another machine, or one that cannot be asked, that has not touched its file for so long is gone. */
const staleMs = 600_000;

/** Resolves to what gives the lock back. USAGE when the wait is over, or the directory cannot be written. */
export async function lockStore(directory: string, options: LockOptions): Promise<() => void> {
  const path = join(directory, 'lock');
  const own: Holder = { process: process.pid, host: hostname(), token: randomUUID() };
  const until = Date.now() + options.waitMs;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (let hasTold = false; !take(path, own); ) {
    const holder = readHolder(path);
    if (holder === undefined || isGone(path, holder)) {
      breakLock(path, holder, directory);
      continue;
    }
    const name = `process ${holder.process} on ${holder.host}`;
    if (Date.now() >= until) {
      throw new ImgscanError('USAGE', `${directory} is being updated by ${name}`, {
        hint: `Wait for it; if it does not exist, delete ${path}.`,
      });
    }
    if (!hasTold) options.onWait?.(name);
    hasTold = true;
    options.signal?.throwIfAborted();
    await delay(retryMs);
  }
  const touching = setInterval(() => touch(path), touchMs);
  touching.unref();
  return () => {
    clearInterval(touching);
    if (readHolder(path)?.token === own.token) rmSync(path, { force: true });
  };
}

function take(path: string, own: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined where there is none, or one that its holder has only begun to write. */
function readHolder(path: string): Holder | undefined {
  try {
    const result = v.safeParse(holderSchema, JSON.parse(readFileSync(path, 'utf8')));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

function isGone(path: string, { process: id, host }: Holder): boolean {
  const age = ageMs(path);
  if (age === undefined || age > staleMs) return true;
  if (host !== hostname()) return false;
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function ageMs(path: string): number | undefined {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

/** Takes the file of a holder that is gone away; another process may have done so and hold the lock by now. */
function breakLock(path: string, gone: Holder | undefined, directory: string): void {
  // A file that is still empty is not broken at once: its holder may be about to write it.
  if (gone === undefined && (ageMs(path) ?? 0) < retryMs * 5) return;
  const aside = join(directory, `${randomUUID()}${temporarySuffix}`);
  try {
    renameSync(path, aside);
    if (readHolder(aside)?.token !== gone?.token) linkSync(aside, path);
  } catch {
    // Somebody else was quicker; the next attempt sees what there is.
  } finally {
    rmSync(aside, { force: true });
  }
}

function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // The lock was taken away; what is being written will still be whole.
  }
}
