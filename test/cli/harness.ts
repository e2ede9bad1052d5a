/** Runs the command line in this process as a user would, with a home of its own, and keeps what it prints. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, vi } from 'vitest';
import { run } from '../../src/cli/run.ts';

/** The bundled feed is never stale then, whenever the tests run. */
const today = new Date('2026-07-20T12:00:00Z');

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Home {
  readonly path: string;
  /** Every file below the home, sorted: what a scan has left behind. */
  files(): Promise<string[]>;
  imgscan(args: readonly string[], stdin?: string | Uint8Array): Promise<Outcome>;
  remove(): Promise<void>;
}

/** Name, words of the command line, exit code, what standard error has to name, and what is on standard input. */
export type BadInput = readonly [
  name: string,
  command: string,
  exitCode: number,
  says: readonly (string | RegExp)[],
  stdin?: string,
];

/** Runs one row, `{words}` filled in: exit code, a clear message, and nothing on standard output. */
export async function expectRefusal(
  home: Home,
  [, command, exitCode, says, stdin]: BadInput,
  words: Readonly<Record<string, string>> = {},
): Promise<void> {
  const fill = (text: string): string =>
    Object.entries({ ...words, home: home.path }).reduce(
      (filled, [word, value]) => filled.replaceAll(`{${word}}`, value),
      text,
    );
  const outcome = await home.imgscan(command.split(' ').map(fill), stdin);
  for (const part of says) {
    if (typeof part === 'string') expect(outcome.stderr).toContain(fill(part));
    else expect(outcome.stderr).toMatch(part);
  }
  expectClear(outcome);
  expect(outcome).toMatchObject({ exitCode, stdout: '' });
}

/** A message for people: it says who speaks, ends its line, and is no stack trace. */
export function expectClear({ stderr }: Outcome): void {
  expect(stderr).toMatch(/^(?:imgscan|error): .*\n$/s);
  expect(stderr).not.toMatch(/^\s+at |a bug in imgscan|node:internal/m);
}

/** A user with nothing: no credentials, no proxies, an empty cache. */
export async function makeHome(): Promise<Home> {
  const path = await mkdtemp(join(tmpdir(), 'imgscan-cli-'));
  return {
    path,
    async files() {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
        .sort();
    },
    imgscan: (args, stdin) => runIn(path, args, stdin),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** What the program reads from the environment, but for PATH: `home` and nothing else. */
export function environmentOf(home: string): Record<string, string | undefined> {
  const unset = ['DOCKER_CONFIG', 'REGISTRY_AUTH_FILE', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'];
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY'];
  const names = [...unset, ...proxies, ...proxies.map((name) => name.toLowerCase()), 'NO_COLOR'];
  return {
    ...Object.fromEntries(names.map((name) => [name, undefined])),
    HOME: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    DOCKER_HOST: `unix://${home}/docker.sock`,
  };
}

async function runIn(
  home: string,
  args: readonly string[],
  stdin: string | Uint8Array = '',
): Promise<Outcome> {
  for (const [name, value] of Object.entries(environmentOf(home))) vi.stubEnv(name, value);
  vi.setSystemTime(today);
  const input = Object.assign(Readable.from(stdin.length === 0 ? [] : [Buffer.from(stdin)]), {
    fd: 0 as const,
  });
  const stdinSpy = vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as never);
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  try {
    const exitCode = await run(['node', 'imgscan', ...args]);
    return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.restore();
    stderr.restore();
    stdinSpy.mockRestore();
    vi.unstubAllEnvs();
    vi.useRealTimers();
  }
}

function capture(stream: NodeJS.WriteStream): { text(): string; restore(): void } {
  const parts: string[] = [];
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk, encoding?, done?) => {
    parts.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const callback = typeof encoding === 'function' ? encoding : done;
    callback?.();
    return true;
  });
  return { text: () => parts.join(''), restore: () => spy.mockRestore() };
}
