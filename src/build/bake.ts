/** The builds that a bake file describes, HCL or JSON. https://docs.docker.com/build/bake/reference/ */
import { posix } from 'node:path';
import { type HclBlock, type HclValue, parseHcl } from './hcl.ts';
import type { BuildTarget, BuildTargets } from './target.ts';
import { isRecord, readTexts } from './values.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Targets = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Bake runs in the folder of the command, which contexts are relative to: taken to be the file's own. */
export function bakeTargetsOfHcl(source: string, file: string, environment: Environment): BuildTargets {
  // Variables may use each other: their defaults are read until nothing new is known.
  let variables = new Map<string, string>();
  for (let round = 0; round < 4; round++) variables = readVariables(parseHcl(source, variables), environment);
  const blocks = parseHcl(source, variables).filter(
    ({ type, labels }) => type === 'target' && labels.length === 1,
  );
  return toTargets(
    new Map(blocks.map(({ labels, attributes }) => [labels[0] ?? '', Object.fromEntries(attributes)])),
    file,
    (text) => text,
  );
}

export function bakeTargetsOfJson(content: unknown, file: string, environment: Environment): BuildTargets {
  const root = isRecord(content) ? content : {};
  const declared = isRecord(root['variable']) ? root['variable'] : {};
  const variables = new Map<string, string>();
  for (const [name, declaration] of Object.entries(declared)) {
    const value = environment[name] ?? readTexts(declaration, (text) => text).get('default');
    if (value !== undefined) variables.set(name, value);
  }
  const targets = isRecord(root['target']) ? root['target'] : {};
  const records = Object.entries(targets).flatMap(([name, one]) =>
    isRecord(one) ? [[name, one] as const] : [],
  );
  return toTargets(new Map(records), file, (text) =>
    text.replace(/\$\{\s*(\w+)\s*\}/g, (whole, name: string) => variables.get(name) ?? whole),
  );
}

function readVariables(blocks: readonly HclBlock[], environment: Environment): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { type, labels, attributes } of blocks) {
    const name = labels[0];
    if (type !== 'variable' || name === undefined) continue;
    const value: HclValue | undefined = environment[name] ?? attributes.get('default');
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      variables.set(name, String(value));
    }
  }
  return variables;
}

function toTargets(records: Targets, file: string, fill: (text: string) => string): BuildTargets {
  const targets: BuildTarget[] = [];
  const problems: string[] = [];
  for (const name of records.keys()) {
    const record = inherited(records, name, new Set());
    const { get, map } = readTexts(record, fill);
    const context = get('context') ?? '.';
    const isRemote = /^(?:[a-z][a-z0-9+.-]*:|git@)/i.test(context);
    const folder = posix.isAbsolute(context) ? context : posix.join(posix.dirname(file), context);
    const targetName = get('target');
    const rest = {
      ...(isRemote ? {} : { context: folder }),
      buildArguments: map('args'),
      ...(targetName === undefined ? {} : { targetName }),
    };
    const inline = get('dockerfile-inline');
    if (inline !== undefined) {
      targets.push({ file: `${file} (target ${name})`, text: inline, ...rest });
      continue;
    }
    const dockerfile = 'dockerfile' in record ? get('dockerfile') : 'Dockerfile';
    if (dockerfile === undefined)
      problems.push(`${file}: target ${name} has a Dockerfile that is known at build time only`);
    else if (isRemote)
      problems.push(`${file}: target ${name} is built from a context that is not on this machine`);
    else {
      const path = posix.isAbsolute(dockerfile) ? dockerfile : posix.join(folder, dockerfile);
      targets.push({ file: path, path, ...rest });
    }
  }
  return { targets, problems };
}

/** A target's own attributes over those it inherits, `args` pair by pair. */
function inherited(records: Targets, name: string, seen: Set<string>): Readonly<Record<string, unknown>> {
  const own = records.get(name) ?? {};
  if (seen.has(name)) return own;
  seen.add(name);
  const parents = Array.isArray(own['inherits']) ? own['inherits'] : [];
  let merged: Readonly<Record<string, unknown>> = {};
  for (const parent of [
    ...parents.filter((one) => typeof one === 'string').map((one) => inherited(records, one, seen)),
    own,
  ]) {
    const [earlier, later] = [merged['args'], parent['args']];
    merged = {
      ...merged,
      ...parent,
      ...(isRecord(earlier) && isRecord(later) ? { args: { ...earlier, ...later } } : {}),
    };
  }
  return merged;
}
