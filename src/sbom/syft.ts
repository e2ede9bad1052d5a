/** syft's own JSON, which buildpacks leave in images beside the standard formats. https://github.com/anchore/syft/tree/main/schema/json */
import * as v from 'valibot';
import { collect, makeOs } from './collect.ts';
import type { Listed, Sbom } from './sbom.ts';

const Artifact = v.object({
  name: v.string(),
  purl: v.fallback(v.optional(v.string()), undefined),
  licenses: v.fallback(v.array(v.unknown()), []),
  locations: v.fallback(v.array(v.object({ path: v.string() })), []),
});

const Document = v.object({
  artifacts: v.array(v.unknown()),
  distro: v.fallback(v.object({ id: v.optional(v.string()), versionID: v.optional(v.string()) }), {}),
});

const License = v.object({ value: v.string() });

/** Undefined when the shape is not syft's. */
export function readSyft(json: unknown): Sbom | undefined {
  const parsed = v.safeParse(Document, json);
  if (!parsed.success) return undefined;
  const { artifacts, distro } = parsed.output;
  return {
    format: 'syft',
    ...collect(artifacts.flatMap(toListed)),
    ...(distro.id === undefined ? {} : { os: makeOs(distro.id, distro.versionID) }),
  };
}

function toListed(item: unknown): readonly Listed[] {
  const parsed = v.safeParse(Artifact, item);
  if (!parsed.success) return [];
  const { name, purl, licenses, locations } = parsed.output;
  const names = licenses.map((license) => (v.is(License, license) ? license.value : license));
  return [
    {
      name,
      purl,
      licenses: names.filter((license) => typeof license === 'string'),
      path: locations[0]?.path,
    },
  ];
}
