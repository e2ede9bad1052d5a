/** A Dockerfile reconstructed from an image's history and config. https://github.com/opencontainers/image-spec/blob/main/config.md */
import type { Base, Instruction, OperatingSystem } from '../model/footprint.ts';
import type { ImageConfig } from '../model/image.ts';
import { copyFromHistory } from './history-copy.ts';
import {
  isSecretName,
  renderCommand,
  renderExpose,
  renderHealthcheck,
  renderPair,
  renderValue,
  renderVolumes,
} from './render.ts';
import { asOneInstruction, writeComment, writeExecForm } from './write.ts';

export interface HistorySubject {
  readonly config: ImageConfig;
  /** Oldest first; those of the base are summed up in FROM. */
  readonly instructions: readonly Instruction[];
  readonly base: Pick<Base, 'layers' | 'name'>;
  readonly os?: Pick<OperatingSystem, 'id' | 'versionId'>;
  /** Paths that a layer brought, in the final file system: they name sources that history has only hashes of. */
  readonly pathsOf: (layer: number) => readonly string[];
}

/**
 * The Dockerfile as far as the image knows it: it always parses, one instruction a line, and what history has lost
 * is said in a comment above the line. Values of secret-looking names are left out.
 */
export function historyToDockerfile(subject: HistorySubject): string {
  const lines = ["# Reconstructed from the image's history."];
  lines.push(...fromLines(subject));
  const written = new Set<string>();
  for (const instruction of subject.instructions) {
    if (instruction.inBase || instruction.keyword === 'FROM') continue;
    lines.push(...instructionLines(subject, instruction, written));
  }
  for (const keyword of ['ENTRYPOINT', 'CMD'] as const) {
    const words = keyword === 'CMD' ? subject.config.cmd : subject.config.entrypoint;
    if (words !== undefined && written.has(keyword)) lines.push(renderCommand(keyword, words));
  }
  return `${lines.join('\n')}\n`;
}

function fromLines({ base, os, instructions }: HistorySubject): readonly string[] {
  const name = base.name ?? '';
  if (/^[\w][\w./:@-]*$/.test(name)) return [`FROM ${name}`];
  const hasOwnRoot = instructions.some((instruction) => instruction.keyword === 'RUN');
  if (base.layers === 0 && !hasOwnRoot) return ['FROM scratch'];
  const guess = `${os?.id ?? ''}:${os?.versionId ?? ''}`;
  return /^[a-z][a-z0-9-]*:[\w][\w.-]*$/.test(guess)
    ? ["# The base's name is not recorded: this is the distribution that os-release names.", `FROM ${guess}`]
    : ["# The base's name is not recorded.", 'FROM scratch'];
}

function instructionLines(
  subject: HistorySubject,
  instruction: Instruction,
  written: Set<string>,
): readonly string[] {
  const { config } = subject;
  const { keyword } = instruction;
  const rest = instruction.text.slice(keyword.length).trim();
  const lost = (): readonly string[] => [writeComment(`Not reconstructed: ${instruction.text}`)];
  const orLost = (line: string | undefined): readonly string[] => (line === undefined ? lost() : [line]);
  /** The config has the sum of all instructions of the kind, so one line says it. */
  const once = (line: string | undefined): readonly string[] => {
    if (written.has(keyword)) return [];
    written.add(keyword);
    return orLost(line);
  };
  switch (keyword) {
    case 'RUN':
      return [runLine(rest)];
    case 'COPY':
    case 'ADD':
      return copyFromHistory(
        keyword,
        rest,
        instruction.layer === undefined ? [] : subject.pathsOf(instruction.layer),
      );
    case 'ARG':
      return orLost(argLine(subject, instruction, rest));
    case 'ENV':
      return envLines(config.env, rest) ?? lost();
    case 'LABEL':
      if (written.has(keyword)) return [];
      written.add(keyword);
      return labelLines(config.labels);
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return orLost(renderValue(keyword, rest));
    case 'EXPOSE':
      return once(renderExpose(config.exposedPorts));
    case 'VOLUME':
      return once(renderVolumes(config.volumes));
    case 'HEALTHCHECK':
      return once(renderHealthcheck(config.healthcheck));
    case 'SHELL':
      return once(config.shell === undefined ? undefined : `SHELL ${writeExecForm(config.shell)}`);
    case 'CMD':
    case 'ENTRYPOINT':
      // They stand last, from the config: history has them in Go's notation, which no builder reads.
      written.add(keyword);
      return [];
    case 'MAINTAINER':
    case 'ONBUILD':
      return orLost(asOneInstruction(`${keyword} ${rest}`));
    default:
      return lost();
  }
}

/** History keeps a RUN with its line ends taken out; one that is no line on its own goes into the exec form. */
function runLine(command: string): string {
  return asOneInstruction(`RUN ${command}`) ?? `RUN ${writeExecForm(['/bin/sh', '-c', command])}`;
}

/** ARG's value is not in its own entry but in those of the RUNs after it: `|1 NAME=value /bin/sh -c ...`. */
function argLine(subject: HistorySubject, instruction: Instruction, rest: string): string | undefined {
  const [, key, given] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(rest) ?? [];
  if (key === undefined) return undefined;
  if (isSecretName(key)) return `ARG ${key}`;
  const later = subject.config.history.slice(instruction.index + 1);
  const value = given ?? later.map((entry) => buildArgument(entry.createdBy ?? '', key)).find(Boolean);
  return value === undefined ? `ARG ${key}` : (renderPair('ARG', key, value) ?? `ARG ${key}`);
}

function buildArgument(createdBy: string, key: string): string | undefined {
  const [, list] = /^(?:RUN )?\|\d{1,3} (.*?) ?\/bin\/(?:ba)?sh /s.exec(createdBy) ?? [];
  const at = list === undefined ? -1 : ` ${list}`.indexOf(` ${key}=`);
  if (list === undefined || at < 0) return undefined;
  const value = list.slice(at + key.length + 1);
  const next = / [A-Za-z_]\w*=/.exec(value);
  return next === null ? value : value.slice(0, next.index);
}

/** History has lost the quotes; the config tells where a value with blanks ends. */
function envLines(env: readonly string[], rest: string): readonly string[] | undefined {
  const lines: string[] = [];
  let left = rest;
  while (left !== '') {
    const [head, key, separator] = /^([A-Za-z_][\w.-]*)([= ])/.exec(left) ?? [];
    if (head === undefined || key === undefined) return undefined;
    const final = env.find((pair) => pair.startsWith(`${key}=`))?.slice(key.length + 1);
    const after = left.slice(head.length);
    const whole = final !== undefined && (after === final || after.startsWith(`${final} `));
    const value = whole ? final : separator === ' ' ? after : (/^\S*/.exec(after)?.[0] ?? '');
    const line = isSecretName(key) ? undefined : renderPair('ENV', key, value);
    lines.push(line ?? writeComment(`ENV ${key}: value left out`));
    left = after.slice(value.length).trimStart();
  }
  return lines.length === 0 ? undefined : lines;
}

function labelLines(labels: ImageConfig['labels']): readonly string[] {
  const keys = Object.keys(labels).sort();
  return keys.flatMap((key) => {
    const line = isSecretName(key) ? undefined : renderPair('LABEL', key, labels[key] ?? '');
    return line === undefined ? [writeComment(`LABEL ${key}: value left out`)] : [line];
  });
}
