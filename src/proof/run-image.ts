/** Starts a built image inside its engine, and keeps what a comparison needs. */
import type { ProofRun } from '../model/proof.ts';
import type { Look } from './checks.ts';
import { type RunOptions, run } from './command.ts';
import type { Engine, RunCommands } from './engine.ts';

export interface Exercise {
  /** In place of the image's CMD; absent: its own. */
  readonly command?: readonly string[];
  /** `KEY=value`. */
  readonly env: readonly string[];
  readonly timeoutMs: number;
  readonly network: boolean;
  /** A URL at 127.0.0.1 that is asked until it answers; needs the network. */
  readonly probe?: URL;
  /** What of the output may differ. */
  readonly ignore: readonly RegExp[];
}

/** The run, or why the engine could not start it. */
export type RunResult = { readonly ran: ProofRun } | { readonly trouble: string };

const engineTimeoutMs = 120_000;
const pollMs = 200;
const maxBody = 64 * 1024;

export async function runImage(
  engine: Engine & Required<Pick<Engine, 'run'>>,
  image: string,
  { config }: Look,
  exercise: Exercise,
  options: Omit<RunOptions, 'timeoutMs'>,
): Promise<RunResult> {
  const { command = config.cmd ?? [], env, network, probe } = exercise;
  const commands = engine.run({
    image,
    container: image.replace(/^.*\//, '').replace(/[^\w.-]/g, '-'),
    entrypoint: config.entrypoint ?? [],
    command,
    env,
    network,
    ...(probe === undefined ? {} : { port: Number(probe.port || '80') }),
  });
  try {
    return await follow(commands, exercise, options);
  } finally {
    // Also after an interruption: nothing of ours stays behind.
    const { signal } = new AbortController();
    for (const clean of commands.clean) await run(clean, { ...options, signal, timeoutMs: engineTimeoutMs });
  }
}

async function follow(
  { prepare, run: start }: RunCommands,
  { probe, timeoutMs }: Exercise,
  options: Omit<RunOptions, 'timeoutMs'>,
): Promise<RunResult> {
  for (const step of prepare) {
    const { end, code, stderr } = await run(step, { ...options, timeoutMs: engineTimeoutMs });
    if (end !== 'exited' || code !== 0) return { trouble: lastLine(stderr) };
  }
  let body: string | undefined;
  let hasEnded = false;
  const asked =
    probe === undefined
      ? undefined
      : ask(probe, () => hasEnded, timeoutMs, options.signal).then((answer) => (body = answer));
  const outcome = await run(start, {
    ...options,
    timeoutMs,
    ...(asked === undefined ? {} : { until: asked }),
  });
  hasEnded = true;
  await asked;
  const { end, code, stdout, stderr, truncated } = outcome;
  if (end === 'absent') return { trouble: `${start.program} is not installed` };
  return {
    ran: {
      ...(code === undefined ? {} : { exitCode: code }),
      timedOut: end === 'timeout',
      stdout,
      stderr,
      truncated,
      ...(body === undefined ? {} : { probe: body }),
    },
  };
}

/** Status and body of the first answer; undefined when none came in time. */
async function ask(
  url: URL,
  hasEnded: () => boolean,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let waited = 0; waited < timeoutMs && !hasEnded() && !signal.aborted; waited += pollMs) {
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      const chunks: Uint8Array[] = [];
      let total = 0;
      for await (const chunk of response.body ?? []) {
        chunks.push(chunk);
        total += chunk.length;
        if (total > maxBody) break;
      }
      return `${response.status} ${Buffer.concat(chunks).toString('utf8').slice(0, maxBody)}`;
    } catch {
      // It does not listen yet.
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
  return undefined;
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 500);
}
