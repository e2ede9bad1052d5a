/** Asks a docker-credential-* program. https://github.com/docker/docker-credential-helpers#development */
import { spawn } from 'node:child_process';
import * as v from 'valibot';
import type { Credential } from './credential.ts';
import type { Environment } from './proxy.ts';

const answerSchema = v.object({ Username: v.string(), Secret: v.string() });
const maxAnswerBytes = 64 * 1024;
const timeoutMs = 30_000;

/** What Docker calls its own registry when it talks to a helper. */
function serverUrl(host: string): string {
  return host === 'docker.io' ? 'https://index.docker.io/v1/' : host;
}

/**
 * Runs `docker-credential-NAME get`. Undefined when it has nothing for the host; throws when it cannot be run,
 * fails or gives nonsense, with a message free of what it printed.
 */
export async function askHelper(
  name: string,
  host: string,
  environment: Environment,
  signal?: AbortSignal,
): Promise<Credential | undefined> {
  if (!/^[\w.-]+$/.test(name)) throw new Error('its name is not that of a program');
  const { exitCode, output } = await run(`docker-credential-${name}`, serverUrl(host), environment, signal);
  if (exitCode !== 0) {
    // The one message that the protocol fixes; it goes to stdout.
    if (output.includes('credentials not found')) return undefined;
    throw new Error(`it ended with exit code ${exitCode}`);
  }
  const { Username: username, Secret: secret } = decodeAnswer(output);
  if (username === '<token>') return { kind: 'identity', username: '', token: secret };
  return username === '' && secret === '' ? undefined : { kind: 'password', username, password: secret };
}

function decodeAnswer(output: string): v.InferOutput<typeof answerSchema> {
  try {
    return v.parse(answerSchema, JSON.parse(output));
  } catch {
    // Neither parser's message may be passed on: both quote the answer, which is a secret.
    throw new Error('its answer is not the JSON of a credential');
  }
}

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

function run(
  program: string,
  input: string,
  environment: Environment,
  signal: AbortSignal | undefined,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], {
      env: { ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(signal === undefined ? {} : { signal }),
    });
    const chunks: Buffer[] = [];
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxAnswerBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      reject(missing ? new Error('it is not installed') : new Error('it cannot be run', { cause: error }));
    });
    child.on('close', (code) => {
      if (length > maxAnswerBytes) reject(new Error(`its answer is longer than ${maxAnswerBytes} bytes`));
      else if (code === null) reject(new Error(`it did not end within ${timeoutMs / 1000} seconds`));
      else resolve({ exitCode: code, output: Buffer.concat(chunks).toString('utf8') });
    });
    // A helper may end without reading its input.
    child.stdin.on('error', () => {});
    child.stdin.end(`${input}\n`);
  });
}
