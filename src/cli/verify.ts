/** `--verify`: what a proof needs from the command line, and the proof itself. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ImgscanError } from '../errors.ts';
import type { Proof } from '../model/proof.ts';
import type { Rewrite } from '../model/rewrite.ts';
import type { Look } from '../proof/checks.ts';
import { detectEngine } from '../proof/detect.ts';
import type { Probe } from '../proof/probe.ts';
import { prove } from '../proof/prove.ts';
import type { Exercise } from '../proof/run-image.ts';
import { openWorkshop } from '../proof/workshop.ts';
import { rewrite } from '../rewrite/rewrite.ts';
import type { Wishes } from '../rewrite/suggester.ts';
import type { ScanFlags } from './scan-options.ts';
import { createScanner } from './scanner.ts';
import type { VerifyFlags } from './verify-options.ts';

/** The rewrite as it was proved, with what repairs added. */
export interface Verified {
  readonly rewrite: Rewrite;
  readonly proof: Proof;
}

/** Proves what was planned for a Dockerfile or an image; `wishes` are the user's, which repairs add to. */
export async function verifyRewrite(
  planned: Rewrite,
  wishes: Wishes,
  flags: VerifyFlags & ScanFlags & { readonly dockerfile?: string },
  signal: AbortSignal,
): Promise<Verified> {
  const source = planned.original === undefined ? sourceOf(planned) : undefined;
  const original = planned.original ?? (source === undefined ? undefined : `FROM ${source}\n`);
  if (original === undefined) return { rewrite: planned, proof: unproved(planned.reasons) };
  let last = planned;
  const proof = await verify(
    {
      original,
      ...(planned.original === undefined ? {} : { directory: dirname(flags.dockerfile ?? planned.subject) }),
      // Built, the original tells more than its Dockerfile did.
      rewrite(look, kept) {
        last = rewrite(planned.subject, {
          ...look,
          ...(source === undefined ? { dockerfile: original } : { source }),
          wishes: { ...wishes, keep: [...wishes.keep, ...kept] },
        });
        return last;
      },
    },
    flags,
    signal,
  );
  return { rewrite: last, proof };
}

/** What the first stage of a rewrite without Dockerfile is. */
function sourceOf({ dockerfile = '' }: Rewrite): string | undefined {
  return /^FROM (\S+) AS /m.exec(dockerfile)?.[1];
}

function unproved(reasons: readonly string[]): Proof {
  return { verdict: 'unproved', reasons, checks: [], missing: [], tries: [] };
}

interface VerifyRequest {
  readonly original: string;
  /** Directory of the Dockerfile; absent for an image, whose build takes nothing from a context. */
  readonly directory?: string;
  readonly rewrite: (original: Look, kept: readonly string[]) => Rewrite;
}

const buildTimeoutMs = 30 * 60_000;

/** The verdict; a missing builder is one too. Throws USAGE for options that make no sense, and ABORTED. */
async function verify(
  request: VerifyRequest,
  flags: VerifyFlags & ScanFlags,
  signal: AbortSignal,
): Promise<Proof> {
  const exercise = readExercise(flags);
  const tries = readCount(flags.tries, '--tries', 10);
  const options = { environment: process.env, signal };
  const engine = await detectEngine(readBuilder(flags.builder), options);
  if (engine === undefined) {
    const wanted = flags.builder ?? 'buildah, podman, docker or BuildKit';
    return unproved([`No builder answers, expected ${wanted}: install one, then run it again.`]);
  }
  const scan = await createScanner({ ...flags, quiet: true }, { signal });
  const empty = await mkdtemp(join(tmpdir(), 'imgscan-context-'));
  const workshop = await openWorkshop({
    engine: engine.engine,
    context: flags.context ?? request.directory ?? empty,
    network: flags.allowNetwork === true,
    temporary: tmpdir(),
    timeoutMs: buildTimeoutMs,
    running: options,
    scan: async (target) => {
      for await (const { report, evidence, failure } of scan(target)) {
        if (failure !== undefined) throw failure;
        if (evidence !== undefined) return { ...evidence, report };
      }
      throw new ImgscanError('INTERNAL', `${target} holds no image`);
    },
  });
  try {
    return await prove({ ...request, engine, workshop, exercise, tries });
  } finally {
    await workshop.close();
    await rm(empty, { recursive: true, force: true });
  }
}

function readBuilder(name: string | undefined): string | undefined {
  if (name === undefined || /^(?:buildah|podman|docker|buildkit)$/.test(name)) return name;
  const found = JSON.stringify(name);
  throw new ImgscanError('USAGE', `--builder takes buildah, podman, docker or buildkit, found ${found}`);
}

function readExercise(flags: VerifyFlags): Exercise {
  const { runEnv, allowNetwork = false, ignore } = flags;
  const wrong = runEnv.find((pair) => !/^[^=\0]+=/.test(pair));
  if (wrong !== undefined) {
    throw new ImgscanError('USAGE', `--run-env takes KEY=value, found ${JSON.stringify(wrong)}`);
  }
  const command = flags.runCommand === undefined ? undefined : readCommand(flags.runCommand, '--run-command');
  const probe = readProbe(flags);
  return {
    env: runEnv,
    timeoutMs: readCount(flags.runTimeout, '--run-timeout', 3600) * 1000,
    network: allowNetwork,
    ignore: ignore.map(readPattern),
    ...(command === undefined ? {} : { command }),
    ...(probe === undefined ? {} : { probe }),
  };
}

function readCommand(text: string, option: string): readonly string[] {
  const words: unknown = text.startsWith('[') ? parseJson(text) : undefined;
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words;
  throw new ImgscanError('USAGE', `${option} takes a JSON list of words, ["--version"], found ${text}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readProbe({ probe, probeExec, allowNetwork = false }: VerifyFlags): Probe | undefined {
  if (probe !== undefined && probeExec !== undefined) {
    throw new ImgscanError('USAGE', '--probe and --probe-exec ask the same question: give one of them');
  }
  if (probe !== undefined) return { url: readUrl(probe, allowNetwork) };
  if (probeExec === undefined) return undefined;
  const words = readCommand(probeExec, '--probe-exec');
  if (words.length > 0) return { words };
  throw new ImgscanError('USAGE', '--probe-exec takes a program and its arguments, found none');
}

function readUrl(text: string, allowNetwork: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' || !/^(?:127\.0\.0\.1|localhost)$/.test(url.hostname)) {
    throw new ImgscanError(
      'USAGE',
      `--probe takes http://127.0.0.1:PORT/PATH, found ${JSON.stringify(text)}`,
    );
  }
  if (!allowNetwork) {
    throw new ImgscanError('USAGE', '--probe needs --allow-network: without it the image cannot be reached');
  }
  return url;
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'g');
  } catch (cause) {
    throw new ImgscanError('USAGE', `--ignore takes a regular expression, found ${JSON.stringify(text)}`, {
      cause,
    });
  }
}

function readCount(text: string, option: string, most: number): number {
  const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw new ImgscanError(
    'USAGE',
    `${option} takes a number from 1 to ${most}, found ${JSON.stringify(text)}`,
  );
}
