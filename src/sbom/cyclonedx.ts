/** CycloneDX 1.4 to 1.6 JSON, as imgscan, syft and Trivy write it. https://cyclonedx.org/docs/1.6/json/ */
import * as v from 'valibot';
import { collect, makeOs, sourceRpm } from './collect.ts';
import type { Listed, Sbom } from './sbom.ts';

const Component = v.object({
  type: v.string(),
  name: v.string(),
  version: v.optional(v.string()),
  purl: v.optional(v.string()),
  licenses: v.fallback(v.array(v.unknown()), []),
  properties: v.fallback(v.array(v.unknown()), []),
  components: v.fallback(v.array(v.unknown()), []),
});
type Component = v.InferOutput<typeof Component>;

const Bom = v.object({
  specVersion: v.string(),
  metadata: v.optional(v.object({ component: v.optional(v.object({ name: v.string() })) })),
  components: v.optional(v.array(v.unknown()), []),
});

const License = v.union([
  v.object({ expression: v.string() }),
  v.object({ license: v.object({ id: v.string() }) }),
  v.object({ license: v.object({ name: v.string() }) }),
]);
const Property = v.object({ name: v.string(), value: v.string() });

/** Undefined when the shape is not CycloneDX's. */
export function readCycloneDx(json: unknown): Sbom | undefined {
  const parsed = v.safeParse(Bom, json);
  if (!parsed.success) return undefined;
  const { specVersion, metadata, components } = parsed.output;
  const all = flatten(components);
  const system = all.find(({ type }) => type === 'operating-system');
  const collected = collect(all.filter(isPackage).map(toListed));
  const subject = metadata?.component?.name;
  return {
    format: `CycloneDX ${specVersion}`,
    ...(subject === undefined ? {} : { subject }),
    ...collected,
    ...(system === undefined ? {} : { os: makeOs(system.name, system.version) }),
  };
}

/** Components with those inside them, in the document's order, however deep. */
function flatten(components: readonly unknown[]): Component[] {
  const found: Component[] = [];
  const open = components.toReversed();
  while (open.length > 0) {
    const parsed = v.safeParse(Component, open.pop());
    if (!parsed.success) continue;
    found.push(parsed.output);
    for (const inner of parsed.output.components.toReversed()) open.push(inner);
  }
  return found;
}

/** Files, lock files (applications without a purl) and the system itself are no packages. */
function isPackage({ type, purl }: Component): boolean {
  return purl !== undefined ? type !== 'operating-system' && type !== 'container' : type === 'library';
}

function toListed({ name, purl, licenses, properties }: Component): Listed {
  const values = new Map(
    properties.flatMap((property) =>
      v.is(Property, property) ? [[property.name, property.value] as const] : [],
    ),
  );
  const first = (...names: readonly string[]): string | undefined =>
    names.map((key) => values.get(key)).find((value) => value !== undefined && value !== '');
  return {
    name,
    purl,
    licenses: licenses.flatMap(readLicense),
    source: readSource(first),
    path: first('imgscan:path', 'syft:location:0:path', 'aquasecurity:trivy:FilePath'),
  };
}

function readLicense(value: unknown): readonly string[] {
  if (!v.is(License, value)) return [];
  if ('expression' in value) return [value.expression];
  return ['id' in value.license ? value.license.id : value.license.name];
}

function readSource(first: (...names: readonly string[]) => string | undefined): Listed['source'] {
  const rpm = sourceRpm(first('syft:metadata:sourceRpm') ?? '');
  if (rpm !== undefined) return rpm;
  const name = first(
    'imgscan:sourceName',
    'aquasecurity:trivy:SrcName',
    'syft:metadata:source',
    'syft:metadata:originPackage',
  );
  if (name === undefined) return undefined;
  const version = first(
    'imgscan:sourceVersion',
    'aquasecurity:trivy:SrcVersion',
    'syft:metadata:sourceVersion',
  );
  const release = first('aquasecurity:trivy:SrcRelease');
  const epoch = first('aquasecurity:trivy:SrcEpoch');
  if (version === undefined) return { name };
  const head = epoch === undefined || epoch === '0' ? '' : `${epoch}:`;
  return { name, version: `${head}${version}${release === undefined ? '' : `-${release}`}` };
}
