/** Which builder is there: the first that answers when it is asked for its version. */
import { buildahEngine } from './buildah.ts';
import { buildkit } from './buildkit.ts';
import { type RunOptions, run } from './command.ts';
import { docker, podmanEngine } from './docker-like.ts';
import type { Engine } from './engine.ts';

export interface DetectedEngine {
  readonly engine: Engine;
  /** `buildah 1.28.2`. */
  readonly label: string;
}

const timeoutMs = 10_000;

/** In order of preference: those that need no daemon come first. */
export function engines(environment: RunOptions['environment']): readonly Engine[] {
  const isolation = environment['BUILDAH_ISOLATION'];
  return [buildahEngine(isolation), podmanEngine(isolation), docker, buildkit];
}

/** Undefined when none answers. `wanted` is an engine's name; then no other is asked. */
export async function detectEngine(
  wanted: string | undefined,
  options: Omit<RunOptions, 'timeoutMs'>,
): Promise<DetectedEngine | undefined> {
  for (const engine of engines(options.environment)) {
    if (wanted !== undefined && engine.name !== wanted) continue;
    const { end, code, stdout } = await run(engine.version, { ...options, timeoutMs });
    if (end !== 'exited' || code !== 0) continue;
    const version = /\d+\.\d+[\w.-]{0,20}/.exec(stdout.slice(0, 200))?.[0];
    return { engine, label: version === undefined ? engine.name : `${engine.name} ${version}` };
  }
  return undefined;
}
