/** Runs the program shellcheck over scripts: many in one process, the same script once. https://github.com/koalaman/shellcheck/blob/master/shellcheck.1.md */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import type { Script } from '../dockerfile/script.ts';

export interface ScriptCheckerOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Program to run in place of the one on PATH. */
  readonly program?: string;
}

/** One remark on a script; lines and columns count from 1, columns in characters. */
export interface ScriptComment {
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
  readonly level: string;
  readonly code: number;
  readonly message: string;
}

/** `absent` where the program is not installed; `failed` where it did not come to an end with the script. */
export type CheckedScript = readonly ScriptComment[] | 'absent' | 'failed';

export interface ScriptChecker {
  check(script: Pick<Script, 'dialect' | 'text'>): Promise<CheckedScript>;
}

interface Waiting {
  readonly dialect: string;
  readonly text: string;
  readonly done: (checked: CheckedScript) => void;
}

/** Of a script that stands alone in a file and knows nothing of the base: sourced files, variables, no shebang. */
const excluded = '1008,1071,1090,1091,1128,2034,2148,2153,2154,2187';
const timeoutMs = 10_000;
const maxOutput = 8 * 1024 * 1024;
const mostTogether = 64;
const mostProcesses = 2;
const mostKnown = 10_000;
/** After so many scripts that it does not come to an end with, no other is tried. */
const mostFailures = 3;

const outputSchema = v.object({
  comments: v.array(
    v.object({
      file: v.string(),
      line: v.number(),
      endLine: v.number(),
      column: v.number(),
      endColumn: v.number(),
      level: v.string(),
      code: v.number(),
      message: v.string(),
    }),
  ),
});
type Output = v.InferOutput<typeof outputSchema>['comments'] | 'absent' | 'failed';

/** For one command: scripts that are asked for while processes are busy go together into the next. */
export function createScriptChecker(options: ScriptCheckerOptions): ScriptChecker {
  const known = new Map<string, Promise<CheckedScript>>();
  const queue: Waiting[] = [];
  let running = 0;
  let isAbsent = false;
  let failures = 0;

  const pump = async (): Promise<void> => {
    if (running >= mostProcesses || queue.length === 0) return;
    running += 1;
    // What is asked for in the same breath goes together.
    await new Promise((resolve) => setImmediate(resolve));
    const dialect = queue[0]?.dialect;
    const batch: Waiting[] = [];
    for (let at = 0; at < queue.length && batch.length < mostTogether; ) {
      if (queue[at]?.dialect === dialect) batch.push(...queue.splice(at, 1));
      else at++;
    }
    void pump();
    await checkAll(batch);
    running -= 1;
    void pump();
  };

  const checkAll = async (batch: readonly Waiting[]): Promise<void> => {
    if (batch.length === 0) return;
    const isOver = failures >= mostFailures || options.signal.aborted;
    const output = isAbsent
      ? 'absent'
      : isOver
        ? 'failed'
        : await runOnce(batch, options).catch(() => 'failed' as const);
    if (output === 'absent') isAbsent = true;
    if (output === 'failed' && batch.length > 1 && !isOver) {
      // One of them is to blame: the others are not to suffer for it.
      const middle = batch.length >> 1;
      await checkAll(batch.slice(0, middle));
      await checkAll(batch.slice(middle));
      return;
    }
    if (output === 'failed') failures += 1;
    for (const [index, { done }] of batch.entries()) {
      done(
        typeof output === 'string' ? output : output.filter(({ file }) => basename(file) === nameOf(index)),
      );
    }
  };

  return {
    check({ dialect, text }) {
      const key = `${dialect} ${text}`;
      const asked =
        known.get(key) ??
        new Promise<CheckedScript>((done) => {
          queue.push({ dialect, text, done });
        });
      // An editor asks as long as it is open.
      if (known.size >= mostKnown) known.clear();
      known.set(key, asked);
      void pump();
      return asked;
    },
  };
}

function nameOf(index: number): string {
  return `${index}.sh`;
}

async function runOnce(batch: readonly Waiting[], options: ScriptCheckerOptions): Promise<Output> {
  const folder = await mkdtemp(join(tmpdir(), 'imgscan-shellcheck-'));
  try {
    const files = batch.map((_, index) => join(folder, nameOf(index)));
    await Promise.all(batch.map(({ text }, index) => writeFile(files[index] ?? '', text, { mode: 0o600 })));
    return await run(batch[0]?.dialect ?? 'sh', files, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  dialect: string,
  files: readonly string[],
  { environment, signal, program = 'shellcheck' }: ScriptCheckerOptions,
): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(
      program,
      ['--norc', '--format=json1', `--shell=${dialect}`, `--exclude=${excluded}`, ...files],
      {
        // Its own settings would change what is found from machine to machine.
        env: { PATH: environment['PATH'], LANG: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'ignore'],
        signal,
        timeout: timeoutMs,
      },
    );
    const chunks: Buffer[] = [];
    let total = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      total += chunk.length;
      if (total > maxOutput) child.kill();
      else chunks.push(chunk);
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'absent' : 'failed'),
    );
    child.on('close', () => resolve(decode(Buffer.concat(chunks).toString('utf8'))));
  });
}

function decode(text: string): Output {
  try {
    return v.parse(outputSchema, JSON.parse(text)).comments;
  } catch {
    return 'failed';
  }
}
