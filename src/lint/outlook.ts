/** What a Dockerfile will make, told before it is built: base, user, ports, layers and bytes. */
import type { ByteRange, ReportDockerfile } from '../model/report.ts';
import { contextSources, copiedFiles } from './copied.ts';
import { installedBytes } from './installed-bytes.ts';
import { knownValue } from './query.ts';
import { similarBase } from './similar-base.ts';
import type { LintStage, Step } from './steps.ts';
import type { LintSubject } from './subject.ts';

type Cost = ReportDockerfile['steps'][number];

/** Steps that are listed; the sums count all. */
const stepsMost = 20;

export function outlookOf(subject: LintSubject, file: string): ReportDockerfile {
  const chain = chainOf(subject);
  const steps = chain.flatMap((stage) => stage.steps.filter(({ isTrigger }) => !isTrigger));
  const root = chain[0];
  const base = root === undefined ? undefined : baseOf(subject, root);
  const costs = steps.flatMap((step) => costOf(subject, step));
  const baseBytes = rangeOfBase(subject, root, base?.tarBytes);
  const least = costs.reduce((sum, cost) => sum + cost.least, baseBytes.least);
  const isOpen = baseBytes.most === undefined || costs.some(({ most }) => most === undefined);
  const most = costs.reduce((sum, cost) => sum + (cost.most ?? 0), baseBytes.most ?? 0);
  const name = subject.target?.name;
  return {
    file,
    ...(name === undefined ? {} : { target: name }),
    ...(base === undefined ? {} : { base }),
    stageCount: subject.stages.length,
    user: userOf(subject, root),
    exposedPorts: portsOf(subject, root, steps),
    addedLayers: steps.filter(({ instruction }) => addsLayer.has(instruction.keyword)).length,
    bytes: isOpen ? { least } : { least, most },
    steps: costs
      .filter((cost) => cost.most === undefined || cost.most > 0)
      .sort((a, b) => (b.most ?? Number.MAX_VALUE) - (a.most ?? Number.MAX_VALUE) || a.line - b.line)
      .slice(0, stepsMost)
      .sort((a, b) => a.line - b.line),
  };
}

const addsLayer: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN', 'WORKDIR']);

/** The stages that the target is built on, the first one on an image, the target last. */
function chainOf({ stages, target }: LintSubject): readonly LintStage[] {
  const chain: LintStage[] = [];
  for (let stage = target; stage !== undefined && chain.length <= stages.length; ) {
    chain.unshift(stage);
    stage = stage.parent === undefined ? undefined : stages[stage.parent];
  }
  return chain;
}

function baseOf(subject: LintSubject, root: LintStage): ReportDockerfile['base'] {
  if (root.unknownArguments.length > 0 || root.base === '') return undefined;
  if (root.base === 'scratch') return { name: 'scratch', tarBytes: 0, compressedBytes: 0, layerCount: 0 };
  const facts = subject.bases.get(root.index);
  const row = similarBase(subject.catalog.bases, root.base)?.base;
  const compressedBytes = facts?.compressedBytes ?? row?.compressedBytes;
  // What unpacking makes of it follows the catalog's ratio where the registry's own size is newer.
  const ratio = row === undefined ? undefined : row.tarBytes / Math.max(1, row.compressedBytes);
  const tarBytes =
    compressedBytes === undefined || ratio === undefined ? undefined : Math.round(compressedBytes * ratio);
  return {
    name: root.base,
    ...(compressedBytes === undefined ? {} : { compressedBytes }),
    ...(tarBytes === undefined ? {} : { tarBytes }),
    ...(facts === undefined ? {} : { layerCount: facts.layerCount }),
  };
}

/** What unpacking makes of a base, and of its sister in the catalog, is known to this share. */
const baseTolerance = { exact: 0.05, near: 0.3 };

function rangeOfBase(
  subject: LintSubject,
  root: LintStage | undefined,
  bytes: number | undefined,
): ByteRange {
  if (root === undefined || bytes === undefined) return { least: 0 };
  const isExact = similarBase(subject.catalog.bases, root.base)?.isExact === true || root.base === 'scratch';
  const share = isExact || subject.bases.has(root.index) ? baseTolerance.exact : baseTolerance.near;
  return { least: Math.round(bytes * (1 - share)), most: Math.round(bytes * (1 + share)) };
}

function userOf(subject: LintSubject, root: LintStage | undefined): ReportDockerfile['user'] {
  const written = subject.target?.end.user;
  if (written === null) return { from: 'file' };
  if (written !== undefined) return { name: written, from: 'file', ...rootness(written) };
  const config = root === undefined ? undefined : subject.bases.get(root.index)?.config;
  if (config !== undefined) return { name: config.user, from: 'base', ...rootness(config.user) };
  // Nothing sets another user in scratch.
  return root?.base === 'scratch' ? { name: '', from: 'base', isRoot: true } : { from: 'unknown' };
}

/** A name that is not root's may still be given uid 0 by the image's passwd, which is not known here. */
function rootness(user: string): { readonly isRoot: boolean } {
  return { isRoot: user === '' || /^(?:root|0+)(?::|$)/.test(user) };
}

function portsOf(
  subject: LintSubject,
  root: LintStage | undefined,
  steps: readonly Step[],
): readonly string[] {
  const ports = new Set(root === undefined ? [] : subject.bases.get(root.index)?.config.exposedPorts);
  for (const step of steps) {
    if (step.instruction.keyword !== 'EXPOSE') continue;
    for (const { text } of step.instruction.words) {
      const port = knownValue(subject, step, text) ?? text;
      ports.add(/\/[a-z]+$/i.test(port) ? port.toLowerCase() : `${port}/tcp`);
    }
  }
  return [...ports].sort();
}

/** Nothing for instructions that add no bytes. */
function costOf(subject: LintSubject, step: Step): readonly Cost[] {
  const { keyword, line } = step.instruction;
  if (keyword === 'RUN') return [{ line, keyword, ...installedBytes(subject, step) }];
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  const sources = contextSources(subject, step);
  const isWhole = sources !== undefined && sources.length === sourceCount(step);
  if (subject.context === undefined || sources === undefined)
    return [{ line, keyword, least: heredocBytes(step) }];
  const { context } = subject;
  // A file that two sources name is copied once.
  const files = new Map(
    sources.flatMap((source) => copiedFiles(context, source)).map(({ path, bytes }) => [path, bytes]),
  );
  const least = [...files.values()].reduce((sum, bytes) => sum + tarBytes(bytes), heredocBytes(step));
  // ADD unpacks archives; what other stages and URLs give is not known.
  const isExact = isWhole && keyword === 'COPY' && context.isComplete;
  return [{ line, keyword, least, ...(isExact ? { most: least } : {}) }];
}

function sourceCount({ instruction }: Step): number {
  if (instruction.flags.some(({ name }) => name === 'from')) return -1;
  return (instruction.json?.length ?? instruction.words.length) - 1 - instruction.heredocs.length;
}

function heredocBytes({ instruction }: Step): number {
  return instruction.heredocs.reduce((sum, { body }) => sum + tarBytes(body.length), 0);
}

/** A header, and the content in blocks of 512 bytes. */
function tarBytes(bytes: number): number {
  return 512 + Math.ceil(bytes / 512) * 512;
}
