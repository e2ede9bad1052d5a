/** From the words of the command line to the Dockerfiles that they mean. */

import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isBuildFileName, readBuildFile } from '../build/build-files.ts';
import { findDockerfiles } from '../build/find-dockerfiles.ts';
import { decodeText, maxDockerfileBytes } from '../build/read-text.ts';
import type { BuildTarget, BuildTargets } from '../build/target.ts';
import { ImgscanError } from '../errors.ts';
import type { DockerfileFlags } from './dockerfile-options.ts';

type TargetFlags = Pick<DockerfileFlags, 'stdinFilename' | 'context' | 'target' | 'buildArg'>;

/** What a build looks for where nothing is named. */
const defaults = ['Dockerfile', 'Containerfile'];

/** In the order of the words, each Dockerfile once for each way it is built. */
export async function findTargets(words: readonly string[], flags: TargetFlags): Promise<BuildTargets> {
  const named = words.length > 0 ? words : await defaultWords();
  const targets: BuildTarget[] = [];
  const problems: string[] = [];
  for (const word of named) {
    const found = await targetsOf(word, flags);
    targets.push(...found.targets);
    problems.push(...found.problems);
  }
  return { targets: distinct(targets), problems };
}

async function defaultWords(): Promise<readonly string[]> {
  for (const name of defaults) {
    const info = await stat(name).catch(() => undefined);
    if (info?.isFile() === true) return [name];
  }
  throw new ImgscanError('USAGE', `no ${defaults.join(' and no ')} in this folder`, {
    hint: 'Name a Dockerfile, a folder, a compose or bake file, or - for standard input.',
  });
}

async function targetsOf(word: string, flags: TargetFlags): Promise<BuildTargets> {
  const options = {
    buildArguments: readBuildArguments(flags.buildArg),
    ...(flags.target === undefined ? {} : { targetName: flags.target }),
  };
  if (word === '-') {
    const context = typeof flags.context === 'string' ? { context: flags.context } : {};
    const text = await readStdin();
    return { targets: [{ file: flags.stdinFilename ?? '-', text, ...context, ...options }], problems: [] };
  }
  if (isBuildFileName(word)) {
    const found = await readBuildFile(word, process.env);
    if (found.targets.length > 0 || found.problems.length > 0) return found;
    throw new ImgscanError('USAGE', `${word} describes no build`);
  }
  const paths = await findDockerfiles(word);
  const targets = paths.map((path) => ({ file: path, path, ...contextOf(path, flags.context), ...options }));
  return { targets, problems: [] };
}

function contextOf(
  path: string,
  context: string | boolean | undefined,
): { readonly context: string } | Record<string, never> {
  if (context === false) return {};
  return { context: typeof context === 'string' ? context : dirname(path) };
}

function readBuildArguments(written: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    written.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) {
        throw new ImgscanError('USAGE', `--build-arg ${JSON.stringify(pair)}: expected NAME=VALUE`);
      }
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk);
    total += bytes.length;
    if (total > maxDockerfileBytes) {
      throw new ImgscanError('LIMIT_EXCEEDED', `standard input is longer than ${maxDockerfileBytes} bytes`);
    }
    chunks.push(bytes);
  }
  return decodeText(Buffer.concat(chunks)).text;
}

function distinct(targets: readonly BuildTarget[]): readonly BuildTarget[] {
  const seen = new Set<string>();
  return targets.filter(({ path, file, targetName = '', context = '', buildArguments }) => {
    const key = JSON.stringify([path ?? file, targetName, context, [...buildArguments]]);
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}
