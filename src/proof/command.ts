/** Runs a builder or runtime: arguments as an array, bounded output, a time limit that ends the whole process group. */
import { spawn } from 'node:child_process';
import { ImgscanError } from '../errors.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

export interface RunOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Ends the program when it resolves, without that counting as the time limit. */
  readonly until?: Promise<unknown>;
}

export interface Outcome {
  /** `absent`: there is no such program. */
  readonly end: 'exited' | 'absent' | 'timeout' | 'stopped';
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/** Bytes kept of each stream, the last ones: what went wrong stands at the end. */
const keptBytes = 256 * 1024;
const graceMs = 3_000;

/**
 * What builders say when the kernel would not seal the copy of themselves that they start: the next time it may.
 * https://github.com/containers/storage/blob/main/pkg/unshare/unshare.c
 */
const notStarted = /^(?:Error )?sealing memfd copy: Device or resource busy$/m;
const mostStarts = 4;

/** Throws ABORTED when the signal ends it; every other end is an outcome. */
export async function run(command: Command, options: RunOptions): Promise<Outcome> {
  for (let starts = 1; ; starts += 1) {
    options.signal.throwIfAborted();
    const outcome = await start(command, options);
    if (options.signal.aborted) throw new ImgscanError('ABORTED', `${command.program} was interrupted`);
    const isEarly = outcome.end === 'exited' && outcome.code !== 0 && notStarted.test(outcome.stderr);
    if (!isEarly || starts === mostStarts) return outcome;
  }
}

function start({ program, args }: Command, options: RunOptions): Promise<Outcome> {
  const { environment, timeoutMs, signal, until } = options;
  return new Promise((resolve) => {
    // A group of its own, so that what the builder started ends with it.
    const child = spawn(program, args, {
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const stdout = keepTail(child.stdout);
    const stderr = keepTail(child.stderr);
    let end: Outcome['end'] = 'exited';
    let killer: NodeJS.Timeout | undefined;
    const stop = (why: Outcome['end']): void => {
      if (end !== 'exited' || killer !== undefined) return;
      end = why;
      killGroup(child.pid, 'SIGTERM');
      killer = setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs);
    };
    const limit = setTimeout(() => stop('timeout'), timeoutMs);
    const abort = (): void => stop('stopped');
    signal.addEventListener('abort', abort, { once: true });
    until?.then(
      () => stop('stopped'),
      () => stop('stopped'),
    );
    const finish = (code: number | null): void => {
      clearTimeout(limit);
      clearTimeout(killer);
      signal.removeEventListener('abort', abort);
      resolve({
        end,
        ...(end === 'exited' && code !== null ? { code } : {}),
        stdout: stdout.text(),
        stderr: stderr.text(),
        truncated: stdout.truncated() || stderr.truncated(),
      });
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      end = error.code === 'ENOENT' ? 'absent' : 'stopped';
      finish(null);
    });
    child.on('close', finish);
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

function keepTail(stream: NodeJS.ReadableStream): { text(): string; truncated(): boolean } {
  let kept: Buffer[] = [];
  let total = 0;
  let lost = false;
  stream.on('data', (chunk: Buffer) => {
    kept.push(chunk);
    total += chunk.length;
    if (total <= 2 * keptBytes) return;
    kept = [Buffer.concat(kept).subarray(-keptBytes)];
    total = keptBytes;
    lost = true;
  });
  return {
    text: () => Buffer.concat(kept).subarray(-keptBytes).toString('utf8'),
    truncated: () => lost || total > keptBytes,
  };
}
