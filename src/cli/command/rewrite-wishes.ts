/** What the user answers where the evidence of a rewrite leaves a question. */
import { createReadStream } from 'node:fs';
import { ImgscanError } from '../../errors.ts';
import type { Wishes } from '../../rewrite/suggester.ts';
import { createTraceReader, type Trace } from '../../rewrite/trace.ts';

/** The options as commander hands them over. */
export interface WishFlags {
  readonly runtime?: string;
  readonly keep: readonly string[];
  readonly user?: string;
  readonly trace?: string;
  readonly mounts: boolean;
  readonly secretMounts?: boolean;
  readonly comments?: boolean;
}

/** Throws USAGE for what cannot be meant. */
export async function readWishes(flags: WishFlags): Promise<Wishes> {
  const { keep, user, runtime, trace, mounts, secretMounts = false, comments = false } = flags;
  const relative = keep.find((path) => !path.startsWith('/') || path === '/');
  if (relative !== undefined) {
    throw new ImgscanError(
      'USAGE',
      `--keep takes an absolute path below /, found ${JSON.stringify(relative)}`,
    );
  }
  const ids = user === undefined ? undefined : /^(\d{1,10})(?::(\d{1,10}))?$/.exec(user);
  if (ids === null) {
    throw new ImgscanError('USAGE', `--user takes numbers, UID or UID:GID, found ${JSON.stringify(user)}`);
  }
  const runtimes = runtime?.split(',').map((name) => name.trim());
  if (runtimes?.every((name) => /^\w[\w./:@-]*$/.test(name)) === false) {
    throw new ImgscanError('USAGE', `--runtime takes names of bases, found ${JSON.stringify(runtime)}`);
  }
  const uid = Number(ids?.[1]);
  return {
    keep: keep.map((path) => path.replace(/(.)\/+$/, '$1')),
    ...(ids === undefined ? {} : { user: { uid, gid: Number(ids[2] ?? uid) } }),
    ...(runtimes === undefined ? {} : { runtimes }),
    mounts,
    secretMounts,
    comments,
    ...(trace === undefined ? {} : { trace: await readTrace(trace) }),
  };
}

/** More than a service writes in hours; what comes after it is not read. */
const mostTraceBytes = 4 * 1024 * 1024 * 1024;

async function readTrace(file: string): Promise<Trace> {
  const reader = createTraceReader();
  try {
    // Other than readline this bounds a line without an end.
    let rest = '';
    let isLong = false;
    for await (const chunk of createReadStream(file, { encoding: 'utf8', end: mostTraceBytes })) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!isLong) reader.add(line);
        isLong = false;
      }
      if (rest.length > mostTraceLine) {
        rest = '';
        isLong = true;
      }
    }
    if (!isLong) reader.add(rest);
  } catch (cause) {
    throw new ImgscanError('USAGE', `cannot read the trace ${file}: ${String(cause)}`, { cause });
  }
  const trace = reader.result();
  if (trace.events.length > 0) return trace;
  throw new ImgscanError('USAGE', `${file} names no file that was opened, expected a log of strace`, {
    hint: 'Write one with strace -f -o FILE, started before the program or attached to it by -p PID.',
  });
}

const mostTraceLine = 1024 * 1024;
