/** The image that a Dockerfile will make, as far as its text tells: what suggesters look at before there is one. */
import { parseDockerfile } from '../dockerfile/parse.ts';
import { readStages, type Stage } from '../dockerfile/stages.ts';
import { findEntrypoint } from '../footprint/entrypoint.ts';
import { findUsers } from '../footprint/users.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Footprint } from '../model/footprint.ts';
import type { Platform } from '../model/image.ts';
import { foreseeBase } from './foresee-base.ts';
import { foreseeBuild } from './foresee-build.ts';
import { foreseeConfig } from './foresee-config.ts';
import { foreseenFiles } from './foreseen.ts';
import type { SuggestInput } from './suggester.ts';

/** An input without layers, bytes and packages: what was foreseen is told in `unproven`. */
export function foresee(text: string, platform: Platform, catalog: Catalog): SuggestInput {
  const dockerfile = parseDockerfile(text);
  const stages = readStages(dockerfile);
  const chain = chainOf(stages);
  const base = foreseeBase(chain[0], platform);
  const config = foreseeConfig(dockerfile, chain, base);
  const files = foreseenFiles(base);
  foreseeBuild({ stages, chain, config, files });
  const evidence = files.evidence();
  const live = files.live();
  const footprint: Footprint = {
    totalBytes: 0,
    liveBytes: 0,
    wastedBytes: 0,
    efficiency: 1,
    layers: [],
    instructions: [],
    files: live,
    wasted: [],
    duplicates: [],
    bill: [],
    packages: [],
    evidence,
    users: findUsers(evidence, live, config, []),
    entrypoint: findEntrypoint(config, evidence, live),
    base: { layers: 1, name: base.name, evidence: 'history', tarBytes: 0 },
  };
  return { platform, config, footprint, findings: [], catalog, dockerfile: text, unproven: files.unproven() };
}

/** The last stage and what it is built on, the root first. */
function chainOf(stages: readonly Stage[]): readonly Stage[] {
  const chain: Stage[] = [];
  for (let stage = stages.at(-1); stage !== undefined; ) {
    chain.unshift(stage);
    // A stage's parent always stands before it, so this ends.
    stage = stage.parent === undefined ? undefined : stages[stage.parent];
  }
  return chain;
}
