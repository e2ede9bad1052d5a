/** Compose and bake files on disk, and the Dockerfiles that they name. */
import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { ImgscanError } from '../errors.ts';
import { bakeTargetsOfHcl, bakeTargetsOfJson } from './bake.ts';
import { composeTargets } from './compose.ts';
import type { ReadFile } from './compose-project.ts';
import { readTextFile } from './read-text.ts';
import type { BuildTargets } from './target.ts';

const maxBytes = 4 * 1024 * 1024;

/** True for names that hold builds of others: `compose.yaml`, `docker-bake.hcl`. */
export function isBuildFileName(path: string): boolean {
  return /\.(?:ya?ml|hcl|json)$/i.test(basename(path));
}

/** USAGE for a file that is neither, or cannot be read. */
export async function readBuildFile(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<BuildTargets> {
  const { text } = await readTextFile(path, maxBytes);
  const file = path.replaceAll('\\', '/');
  if (/\.hcl$/i.test(path)) return bakeTargetsOfHcl(text, file, environment);
  const content = await parse(text, path);
  return /\.json$/i.test(path) && !hasServices(content)
    ? bakeTargetsOfJson(content, file, environment)
    : composeTargets(content, file, environment, await createProjectReader(path));
}

/** Reads files of the project that the path is in: of its repository, or of its folder where there is none. */
async function createProjectReader(path: string): Promise<ReadFile> {
  const root = await findProject(dirname(resolve(path)));
  return async (wanted, kind) => {
    const away = relative(root, resolve(wanted));
    if (away === '..' || /^\.\.[\\/]/.test(away) || isAbsolute(away)) return undefined;
    try {
      const { text } = await readTextFile(wanted, maxBytes);
      return kind === 'environment' ? text : await parse(text, wanted);
    } catch {
      return undefined;
    }
  };
}

async function findProject(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(join(at, '.git')).catch(() => undefined);
    if (found !== undefined) return at;
    if (dirname(at) === at) return folder;
  }
}

async function parse(text: string, path: string): Promise<unknown> {
  // JSON is YAML too, but for its depth and speed.
  if (/\.json$/i.test(path)) return tryParse(() => JSON.parse(text), path);
  const { parseYaml } = await import('./yaml.ts');
  return tryParse(() => parseYaml(text), path);
}

function tryParse(read: () => unknown, path: string): unknown {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
    throw new ImgscanError('USAGE', `${path} cannot be read: ${reason}`, { cause });
  }
}

function hasServices(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'services' in content;
}
