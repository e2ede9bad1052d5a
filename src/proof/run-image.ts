/** Starts a built image inside its engine, and keeps what a comparison needs. */
import type { ProofRun } from '../model/proof.ts';
import type { Look } from './checks.ts';
import { type RunOptions, run } from './command.ts';
import type { Engine, RunCommands } from './engine.ts';
import { askProgram, askUrl, type Probe, type ProbeOptions } from './probe.ts';

export interface Exercise {
  /** In place of the image's CMD; absent: its own. */
  readonly command?: readonly string[];
  /** `KEY=value`. */
  readonly env: readonly string[];
  readonly timeoutMs: number;
  readonly network: boolean;
  /** What is asked while it runs; a URL needs the network. */
  readonly probe?: Probe;
  /** What of the output may differ. */
  readonly ignore: readonly RegExp[];
}

/** The run, or why the engine could not start it. */
export type RunResult = { readonly ran: ProofRun } | { readonly trouble: string };

const engineTimeoutMs = 120_000;

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
    ...(probe !== undefined && 'url' in probe ? { port: Number(probe.url.port || '80') } : {}),
  });
  if (probe !== undefined && 'words' in probe && commands.exec === undefined) {
    return {
      trouble: `${engine.name} cannot run a second program beside the image's own: another --builder can, as buildah with BUILDAH_ISOLATION=chroot and --allow-network.`,
    };
  }
  try {
    return await follow(commands, exercise, options);
  } finally {
    // Also after an interruption: nothing of ours stays behind.
    const { signal } = new AbortController();
    for (const clean of commands.clean) await run(clean, { ...options, signal, timeoutMs: engineTimeoutMs });
  }
}

async function follow(
  { prepare, run: start, exec, notStarted }: RunCommands,
  { probe, timeoutMs }: Exercise,
  options: Omit<RunOptions, 'timeoutMs'>,
): Promise<RunResult> {
  for (const step of prepare) {
    const { end, code, stderr } = await run(step, { ...options, timeoutMs: engineTimeoutMs });
    if (end !== 'exited' || code !== 0) return { trouble: lastLine(stderr) };
  }
  let body: string | undefined;
  let hasEnded = false;
  const asking = { ...options, timeoutMs, hasEnded: () => hasEnded };
  const asked =
    probe === undefined
      ? undefined
      : ('url' in probe ? askUrl(probe.url, asking) : askInside(probe.words, exec, asking)).then(
          (answer) => (body = answer),
        );
  const outcome = await run(start, {
    ...options,
    timeoutMs,
    ...(asked === undefined ? {} : { until: asked }),
  });
  hasEnded = true;
  await asked;
  const { end, code, stdout, stderr, truncated } = outcome;
  if (end === 'absent') return { trouble: `${start.program} is not installed` };
  if (code !== undefined && code === notStarted) return { trouble: lastLine(stderr) };
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

async function askInside(
  words: readonly string[],
  exec: RunCommands['exec'],
  options: ProbeOptions,
): Promise<string | undefined> {
  return exec === undefined ? undefined : askProgram(exec(words), options);
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 500);
}
