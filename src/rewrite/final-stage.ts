/** The final stage's lines: what the original set for a running container, kept as far as the base can carry it. */
import { posix } from 'node:path';
import { readPairs } from '../dockerfile/pairs.ts';
import {
  isSecretName,
  renderCommand,
  renderCopy,
  renderExpose,
  renderPair,
  renderValue,
  renderVolumes,
} from '../dockerfile/render.ts';
import type { DockerfileInstruction } from '../dockerfile/syntax.ts';
import type { SuggestionChange } from '../model/finding.ts';
import { keepHealthcheck } from './healthcheck.ts';
import type { CopyPlan, Plan } from './plan.ts';
import { envOf, type Subject } from './subject.ts';
import { writableFolder } from './writable.ts';

export interface FinalStage {
  readonly lines: readonly string[];
  readonly changes: readonly SuggestionChange[];
  readonly assumptions: readonly string[];
}

/** Variables that steer builds and package managers; a running program does not read them. */
const buildOnly =
  /^(PATH|DEBIAN_FRONTEND|CGO_ENABLED|GO(OS|ARCH|ARM|FLAGS|PROXY|PATH|ROOT|CACHE|SUMDB|PRIVATE|TOOLCHAIN|BIN|LANG_VERSION)|GO111MODULE|CARGO_\w+|RUST(UP|FLAGS|_VERSION)\w*|PIP_\w+|POETRY_\w+|UV_\w+|(npm_config|NPM_CONFIG)_\w+|YARN_\w+|MAVEN_(HOME|CONFIG|OPTS)|M2_HOME|GRADLE_\w+)$/;

/** A copy as the final stage writes it: from which stage, and to where. */
export interface StagedCopy extends CopyPlan {
  readonly stage: string;
}

export interface FinalStageParts {
  readonly staged: readonly StagedCopy[];
  readonly workdir: string;
  /** The stage where folders for the user were made. */
  readonly builder: string;
  /** Those folders, absolute. */
  readonly made: readonly string[];
}

/** The lines after FROM, or undefined when a path cannot be named in a Dockerfile. */
export function finalStage(
  subject: Subject,
  plan: Plan,
  { staged, workdir, builder, made }: FinalStageParts,
): FinalStage | undefined {
  const { config, footprint } = subject.input;
  const { uid, gid } = subject.user;
  const changes: SuggestionChange[] = [];
  const assumptions: string[] = [];
  const copies = staged.map(({ stage, sources, target, writable }) =>
    renderCopy({
      from: stage,
      sources,
      target,
      ...(writable === true ? { chown: `${uid}:${gid}` } : {}),
    }),
  );
  const place = renderValue('WORKDIR', workdir);
  if (copies.includes(undefined) || place === undefined) return undefined;
  const healthcheck = keepHealthcheck(subject, plan, ownInstructions(subject));
  const lines = [
    ...labelLines(subject),
    ...envLines(subject, plan, changes, assumptions),
    // Before WORKDIR and files make the same folders for root.
    ...(made.length === 0 ? [] : [`COPY --from=${builder} ${writableFolder} /`]),
    place,
    ...copies,
    renderExpose(config.exposedPorts),
    renderVolumes(config.volumes),
    config.stopSignal === undefined ? undefined : renderValue('STOPSIGNAL', config.stopSignal),
    `USER ${uid}:${gid}`,
    healthcheck.line,
    renderCommand('ENTRYPOINT', plan.entrypoint),
    plan.cmd.length === 0 ? undefined : renderCommand('CMD', plan.cmd),
  ];
  if (footprint.users.runsAs.isRoot) {
    const folders = ['/tmp', ...made, ...volumePaths(config.volumes).filter((path) => !made.includes(path))];
    assumptions.push(
      `The program writes to ${folders.join(', ')} only: uid ${uid} owns nothing else, and read-only file systems need a mount there.`,
    );
  }
  for (const path of volumePaths(config.volumes)) {
    if (staged.some(({ target }) => target === path)) continue;
    if (made.includes(path)) {
      if (footprint.layers.length === 0) {
        assumptions.push(
          `Volume ${path} starts empty: --keep ${path} takes along what the build puts there.`,
        );
      }
      continue;
    }
    assumptions.push(`Volume ${path} starts empty: mount it so that uid ${uid} can write to it.`);
  }
  assumptions.push(...lowPorts(config.exposedPorts));
  changes.push(...healthcheck.changes);
  return { lines: lines.filter((line) => line !== undefined), changes, assumptions };
}

/** Instructions of the last stage and of those it is built on, oldest first. */
function ownInstructions({ stages, last }: Subject): readonly DockerfileInstruction[] {
  const chain: DockerfileInstruction[] = [];
  // A stage's parent always stands before it, so this ends.
  for (let stage = last; ; ) {
    chain.unshift(...stage.instructions);
    const parent = stage.parent === undefined ? undefined : stages[stage.parent];
    if (parent === undefined) return chain;
    stage = parent;
  }
}

function ownKeys(subject: Subject, keyword: string): readonly string[] {
  const keys = ownInstructions(subject)
    .filter((one) => one.keyword === keyword)
    .flatMap((one) => readPairs(one).map((pair) => pair.key.replace(/^"(.*)"$/, '$1')));
  return [...new Set(keys)];
}

function labelLines(subject: Subject): readonly string[] {
  const { config, dockerfile, source } = subject.input;
  const { labels } = config;
  const own =
    dockerfile === undefined && source !== undefined ? Object.keys(labels) : ownKeys(subject, 'LABEL');
  return own.flatMap((key) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (value === undefined || isSecretName(key) || key.startsWith('org.opencontainers.image.base.'))
      return [];
    return renderPair('LABEL', key, value) ?? [];
  });
}

/** Of an image without Dockerfile, all that are set: who set them is not known. */
function environmentKeys(subject: Subject): readonly string[] {
  const { config, dockerfile, source } = subject.input;
  if (dockerfile !== undefined || source === undefined) return ownKeys(subject, 'ENV');
  return [...new Set(config.env.map((pair) => pair.replace(/=.*$/s, '')))];
}

function envLines(
  subject: Subject,
  plan: Plan,
  changes: SuggestionChange[],
  assumptions: string[],
): readonly string[] {
  const values = new Map<string, string>();
  for (const key of environmentKeys(subject)) {
    const value = envOf(subject, key);
    if (value === undefined || buildOnly.test(key)) continue;
    if (isSecretName(key)) {
      assumptions.push(`${key} looks like a secret and is left out: give it to the container when it runs.`);
    } else values.set(key, value);
  }
  for (const [key, value] of plan.env ?? []) values.set(key, value);
  return [...values].flatMap(([key, value]) => {
    const line = renderPair('ENV', key, value);
    if (line === undefined) {
      changes.push({
        what: `ENV ${key} is dropped`,
        why: 'A Dockerfile cannot say its value: it has line ends.',
      });
    }
    return line ?? [];
  });
}

/** True when a copy takes the absolute path, itself or a directory above it. */
export function isCopied(copies: readonly CopyPlan[], path: string): boolean {
  return copies.some(({ sources }) =>
    sources.some(
      (source) => path === source || path.startsWith(source.endsWith('/') ? source : `${source}/`),
    ),
  );
}

/** Folders behind VOLUME that the image has, with what is in them, for the user to write to. */
export function volumeCopies({ input }: Subject, copies: readonly CopyPlan[]): readonly CopyPlan[] {
  return volumePaths(input.config.volumes)
    .filter((path) => input.footprint.files.get(path.slice(1))?.entry.type === 'dir')
    .filter((path) => !copies.some(({ target }) => target === path))
    .map((path) => ({ sources: [path], target: path, writable: true }));
}

/** Volumes as absolute clean paths, sorted. */
export function volumePaths(volumes: readonly string[]): readonly string[] {
  return volumes
    .map((volume) => posix.normalize(`/${volume}`).replace(/(.)\/$/, '$1'))
    .filter((path) => path !== '/')
    .sort();
}

/** What is to know of ports that only root could bind once. */
export function lowPorts(ports: readonly string[]): readonly string[] {
  const low = ports.map((port) => Number.parseInt(port, 10)).filter((port) => port < 1024);
  return low.length === 0
    ? []
    : [
        `Port ${low.join(', ')} is below 1024: Docker lets any user bind it, Kubernetes only with the sysctl net.ipv4.ip_unprivileged_port_start=0.`,
      ];
}
