/** Asks a running image until it answers: a URL, or a program inside of it as a HEALTHCHECK would be. */
import { type Command, type RunOptions, run } from './command.ts';

/** `url` is asked on this machine; `words` run beside the image's own program. */
export type Probe = { readonly url: URL } | { readonly words: readonly string[] };

export interface ProbeOptions extends RunOptions {
  /** True as soon as there is nobody left to ask. */
  readonly hasEnded: () => boolean;
}

const pollMs = 200;
const maxAnswer = 64 * 1024;

/** Status and body of the first answer; undefined when none came in time. */
export async function askUrl(url: URL, options: ProbeOptions): Promise<string | undefined> {
  const { timeoutMs, signal } = options;
  return poll(options, async () => {
    const response = await fetch(url, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const chunks: Uint8Array[] = [];
    let total = 0;
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      total += chunk.length;
      if (total > maxAnswer) break;
    }
    return `${response.status} ${Buffer.concat(chunks).toString('utf8').slice(0, maxAnswer)}`;
  });
}

/** Exit code and output of the first run that succeeds; undefined when none did in time. */
export async function askProgram(command: Command, options: ProbeOptions): Promise<string | undefined> {
  return poll(options, async () => {
    const { code, stdout } = await run(command, options);
    return code === 0 ? `0 ${stdout.slice(0, maxAnswer)}` : undefined;
  });
}

async function poll(
  { timeoutMs, signal, hasEnded }: ProbeOptions,
  ask: () => Promise<string | undefined>,
): Promise<string | undefined> {
  for (let waited = 0; waited < timeoutMs && !hasEnded() && !signal.aborted; waited += pollMs) {
    // It does not listen yet.
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return undefined;
}
