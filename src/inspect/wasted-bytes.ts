/** What the rules about wasted bytes share: the waste summed by the layer that ships it and the layer that hides it. */
import type { EvidenceItem } from '../model/finding.ts';
import type { Footprint, Instruction, WastedFile, WasteReason } from '../model/footprint.ts';
import { count, formatBytes } from './bytes.ts';
import type { Problem } from './rule.ts';
import { quote } from './settings.ts';
import { isBaseLayer, locate } from './sighting.ts';

/** Smaller sums are the bookkeeping of package managers: every install writes some files again. */
const leastBytes = 500_000;
const someBytes = 10_000_000;
const muchBytes = 50_000_000;

/** One problem per pair of layers, of the wasted files with one of the reasons. `verb` is what the upper layer did to them. */
export function* wasteProblems(
  footprint: Footprint,
  reasons: readonly WasteReason[],
  verb: string,
  advise: (hiding: Instruction | undefined) => Partial<Problem>,
): Generator<Problem> {
  const pairs = new Map<string, { layer: number; hiddenBy: number; tarBytes: number; files: WastedFile[] }>();
  for (const wasted of footprint.wasted) {
    if (!reasons.includes(wasted.reason)) continue;
    const { layer, hiddenBy } = wasted;
    const pair = pairs.get(`${layer} ${hiddenBy}`) ?? { layer, hiddenBy, tarBytes: 0, files: [] };
    pair.tarBytes += wasted.tarBytes;
    pair.files.push(wasted);
    pairs.set(`${layer} ${hiddenBy}`, pair);
  }
  for (const { layer, hiddenBy, tarBytes, files } of pairs.values()) {
    if (tarBytes < leastBytes) continue;
    const hiding = instructionOf(footprint, hiddenBy);
    const inBase = isBaseLayer(footprint, hiddenBy);
    yield {
      severity: tarBytes < someBytes ? 'info' : tarBytes < muchBytes || inBase ? 'low' : 'medium',
      message: `${named(footprint, layer)} ships ${count(files.length, 'path')} (${formatBytes(tarBytes)}) that ${named(footprint, hiddenBy, layer)} ${verb}. Every pull still transfers them.`,
      location: locate(footprint, hiddenBy),
      evidence: [
        ...instructionEvidence(footprint, 'shipped by', layer),
        ...(layer === hiddenBy ? [] : instructionEvidence(footprint, 'hidden by', hiddenBy)),
        ...files.map(({ path, reason, tarBytes: bytes }) => ({
          label: reason,
          value: `/${path}, ${formatBytes(bytes)}`,
          location: locate(footprint, layer, path),
        })),
      ],
      inBase,
      savedBytes: tarBytes,
      ...advise(hiding),
    };
  }
}

/** The instruction that made a layer, where history tells. */
function instructionOf(footprint: Footprint, layer: number): Instruction | undefined {
  const index = footprint.layers[layer]?.instruction;
  return index === undefined
    ? undefined
    : footprint.instructions.find((instruction) => instruction.index === index);
}

function instructionEvidence(footprint: Footprint, label: string, layer: number): EvidenceItem[] {
  const instruction = instructionOf(footprint, layer);
  if (instruction === undefined) return [];
  // A root filesystem's own line is the builder's noise: the base's name says more.
  const text = instruction.keyword === 'FROM' ? `FROM ${footprint.base.name ?? 'base'}` : instruction.text;
  return [{ label, value: quote(text), location: locate(footprint, layer) }];
}

function named(footprint: Footprint, layer: number, below?: number): string {
  if (layer === below) return 'the same layer';
  const keyword = instructionOf(footprint, layer)?.keyword;
  const by = keyword === undefined || keyword === 'UNKNOWN' ? '' : ` (${keyword})`;
  return `${below === undefined ? 'Layer' : 'layer'} ${layer + 1}${by}`;
}
