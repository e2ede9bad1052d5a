/** The config that a Dockerfile's last stage will give its image. https://docs.docker.com/reference/dockerfile/ */
import { posix } from 'node:path';
import { expandWord } from '../dockerfile/expand.ts';
import { readPairs } from '../dockerfile/pairs.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { Dockerfile, DockerfileInstruction } from '../dockerfile/syntax.ts';
import type { Healthcheck, ImageConfig } from '../model/image.ts';
import type { ForeseenBase } from './foresee-base.ts';
import { readHealthcheck } from './healthcheck.ts';

/** Folds the stages of `chain` (root first) over the base's settings; variables without a value become empty. */
export function foreseeConfig(
  { escaper }: Dockerfile,
  chain: readonly Stage[],
  base: ForeseenBase,
): ImageConfig {
  const env = new Map(base.env.map((pair) => splitPair(pair)));
  const values = new Map(env);
  const ports: string[] = [];
  const volumes: string[] = [];
  const labels: Record<string, string> = {};
  let { entrypoint, cmd, user, workdir, stopSignal } = base;
  let shell: readonly string[] = ['/bin/sh', '-c'];
  let healthcheck: Healthcheck | undefined;
  const expand = (word: string): string => expandWord(word, values, escaper).value;
  const command = ({ json, argument }: DockerfileInstruction): readonly string[] =>
    json ?? (argument === '' ? [] : [...shell, argument]);
  for (const instruction of chain.flatMap((stage) => stage.instructions)) {
    const { keyword, argument, json, words } = instruction;
    const list = (json ?? words.map(({ text }) => text)).map(expand);
    if (keyword === 'ENV' || keyword === 'ARG') {
      for (const { key, value } of readPairs(instruction)) {
        if (keyword === 'ENV') env.set(key, expand(value ?? ''));
        if (keyword === 'ENV' || (value !== undefined && !env.has(key))) values.set(key, expand(value ?? ''));
      }
    } else if (keyword === 'LABEL') {
      for (const { key, value } of readPairs(instruction)) labels[expand(key)] = expand(value ?? '');
    } else if (keyword === 'WORKDIR') workdir = posix.resolve('/', workdir, expand(argument));
    else if (keyword === 'USER') user = expand(argument);
    else if (keyword === 'EXPOSE')
      ports.push(...list.map((port) => (port.includes('/') ? port : `${port}/tcp`)));
    else if (keyword === 'VOLUME') volumes.push(...list);
    else if (keyword === 'STOPSIGNAL') stopSignal = expand(argument);
    else if (keyword === 'SHELL') shell = json ?? shell;
    else if (keyword === 'CMD') cmd = command(instruction);
    else if (keyword === 'ENTRYPOINT') {
      entrypoint = command(instruction);
      // A base's CMD is cleared by an ENTRYPOINT of one's own; one of the same file stays.
      if (cmd === base.cmd) cmd = undefined;
    } else if (keyword === 'HEALTHCHECK') healthcheck = readHealthcheck(argument);
  }
  return {
    user,
    env: [...env].map(([key, value]) => `${key}=${value}`),
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(cmd === undefined ? {} : { cmd }),
    workingDir: workdir,
    exposedPorts: [...new Set(ports)],
    volumes: [...new Set(volumes)],
    labels,
    ...(healthcheck === undefined ? {} : { healthcheck }),
    ...(stopSignal === undefined ? {} : { stopSignal }),
    onBuild: [],
    history: [],
  };
}

function splitPair(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=');
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}
