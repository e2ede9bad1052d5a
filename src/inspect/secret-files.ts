/** Secrets in file content as problems: one a file, worst secret first. */
import { severities } from '../model/finding.ts';
import type { Footprint, LocatedEvidence } from '../model/footprint.ts';
import type { SecretEvidence } from '../model/layer.ts';
import { count } from './bytes.ts';
import type { Problem } from './rule.ts';
import { isBaseLayer, locate } from './sighting.ts';

/** One problem per file and layer; `live` chooses between visible files and those that a later layer hides. */
export function* secretFileProblems(footprint: Footprint, live: boolean): Generator<Problem> {
  const files = new Map<string, LocatedEvidence<SecretEvidence>[]>();
  for (const item of footprint.evidence) {
    if (item.kind !== 'secret' || item.live !== live) continue;
    const key = `${item.layer}\0${item.path}`;
    const found = files.get(key);
    if (found === undefined) files.set(key, [item]);
    else found.push(item);
  }
  const hiddenBy = live ? new Map<string, number>() : hidingLayers(footprint);
  for (const [key, found] of files) {
    const sorted = found.sort(
      (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.offset - b.offset,
    );
    const [worst] = sorted;
    if (worst === undefined) continue;
    const more = sorted.length === 1 ? '' : ` and ${count(sorted.length - 1, 'more secret')}`;
    yield {
      severity: worst.severity,
      message: `/${worst.path} holds a secret: ${worst.title}, line ${worst.line}${more}. ${fate(worst.layer, live, hiddenBy.get(key))}`,
      location: { ...locate(footprint, worst.layer, worst.path), line: worst.line },
      evidence: sorted.map((item) => ({
        label: item.title,
        value: `line ${item.line}: ${item.excerpt} (fingerprint ${item.fingerprint})`,
        location: { ...locate(footprint, item.layer, item.path), line: item.line },
      })),
      inBase: isBaseLayer(footprint, worst.layer),
    };
  }
}

/** Counts layers from 1, as people do; locations count from 0. */
function fate(layer: number, live: boolean, hiddenBy: number | undefined): string {
  if (live) return 'Whoever can pull the image has it.';
  const hider = hiddenBy === undefined ? 'A later layer' : `Layer ${hiddenBy + 1}`;
  return `${hider} hides the file, but layer ${layer + 1} still ships it: whoever can pull the image has it.`;
}

function hidingLayers(footprint: Footprint): Map<string, number> {
  return new Map(footprint.wasted.map(({ layer, path, hiddenBy }) => [`${layer}\0${path}`, hiddenBy]));
}
