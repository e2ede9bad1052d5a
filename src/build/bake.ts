/** The builds that a bake file describes, HCL or JSON. https://docs.docker.com/build/bake/reference/ */
import { posix } from 'node:path';
import { type HclBlock, parseHcl } from './hcl.ts';
import {
  evaluateHcl,
  evaluateText,
  type HclScope,
  type HclValue,
  readFunctions,
  unknownValue,
} from './hcl-value.ts';
import type { BuildTarget, BuildTargets } from './target.ts';
import { isRecord, readTexts } from './values.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Targets = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** Variables may use each other: their defaults are read until nothing new is known. */
const rounds = 4;
/** Targets that one matrix makes. */
const mostVariants = 256;

/** Bake runs in the folder of the command, which contexts are relative to: taken to be the file's own. */
export function bakeTargetsOfHcl(source: string, file: string, environment: Environment): BuildTargets {
  const blocks = parseHcl(source);
  const functions = readFunctions(blocks);
  let variables: ReadonlyMap<string, HclValue> = new Map();
  for (let round = 0; round < rounds; round++) {
    variables = readVariables(blocks, { variables, functions }, environment);
  }
  const records = new Map<string, Readonly<Record<string, unknown>>>();
  for (const { type, labels, attributes } of blocks) {
    const [name] = labels;
    if (type !== 'target' || name === undefined || labels.length !== 1) continue;
    const matrix = attributes.get('matrix');
    const variants =
      matrix === undefined ? [new Map()] : variantsOf(evaluateHcl(matrix, { variables, functions }));
    for (const [index, variant] of variants.entries()) {
      const scope = { functions, variables: new Map([...variables, ...variant]) };
      const values = [...attributes].map(
        ([key, expression]) => [key, evaluateHcl(expression, scope)] as const,
      );
      const record: Readonly<Record<string, unknown>> = Object.fromEntries(values);
      const own = matrix === undefined ? name : record['name'];
      const key = typeof own === 'string' ? own : `${name}-${index}`;
      // Targets of one name are one, the later over the earlier.
      records.set(key, { ...records.get(key), ...record });
    }
  }
  return toTargets(records, file, (text) => text);
}

/** Every combination of a matrix's values; one without any where it is not known. */
function variantsOf(matrix: HclValue): readonly ReadonlyMap<string, HclValue>[] {
  let variants: readonly ReadonlyMap<string, HclValue>[] = [new Map()];
  if (typeof matrix !== 'object' || matrix === null) return variants;
  for (const [name, values] of Object.entries(matrix)) {
    if (!Array.isArray(values)) continue;
    const list: readonly HclValue[] = values;
    const grown: ReadonlyMap<string, HclValue>[] = [];
    for (const variant of variants) {
      for (const value of list) grown.push(new Map<string, HclValue>([...variant, [name, value]]));
      if (grown.length >= mostVariants) break;
    }
    variants = grown.slice(0, mostVariants);
  }
  return variants;
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
  const scope: HclScope = { variables, functions: new Map() };
  return toTargets(new Map(records), file, (text) => {
    if (!text.includes('${')) return text;
    // JSON's texts are templates as HCL's are.
    const value = evaluateText(JSON.stringify(text), scope);
    return typeof value === 'string' ? value : text;
  });
}

function readVariables(
  blocks: readonly HclBlock[],
  scope: HclScope,
  environment: Environment,
): ReadonlyMap<string, HclValue> {
  const variables = new Map<string, HclValue>();
  for (const { type, labels, attributes } of blocks) {
    const name = labels[0];
    if (type !== 'variable' || name === undefined) continue;
    const written = attributes.get('default');
    const value = written === undefined ? null : evaluateHcl(written, scope);
    const given = environment[name];
    if (given !== undefined) variables.set(name, asTyped(given, value));
    else if (value !== unknownValue) variables.set(name, value);
  }
  return variables;
}

/** The environment has texts alone; a number or truth stays one. */
function asTyped(given: string, like: HclValue): HclValue {
  if (typeof like === 'number' && given.trim() !== '' && !Number.isNaN(Number(given))) return Number(given);
  return typeof like === 'boolean' && /^(?:true|false)$/.test(given) ? given === 'true' : given;
}

function toTargets(records: Targets, file: string, fill: (text: string) => string): BuildTargets {
  const targets: BuildTarget[] = [];
  const problems: string[] = [];
  for (const name of records.keys()) {
    const record = inherited(records, name, new Set());
    const { get, map } = readTexts(record, fill);
    const late = ['context', 'dockerfile', 'dockerfile-inline'].find(
      (key) => record[key] !== undefined && record[key] !== null && get(key) === undefined,
    );
    if (late !== undefined) {
      problems.push(`${file}: target ${name} has a ${late} that is known at build time only`);
      continue;
    }
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
      targets.push({ file: `${file} (target ${name})`, text: inline, within: file, ...rest });
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
