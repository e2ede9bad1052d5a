/** Bases named by digest, so that a build starts from what was looked at. https://docs.docker.com/build/building/best-practices/#pin-base-image-versions */
import { parseDockerfile } from '../dockerfile/parse.ts';
import { readStages } from '../dockerfile/stages.ts';
import { applyEdits } from './builder.ts';

export interface Pinned {
  readonly text: string;
  /** Names that got a digest, as FROM had them. */
  readonly names: readonly string[];
}

/** `digests` are by stage index. What is written with variables, or with a digest, stays as it is. */
export function pinBases(text: string, digests: ReadonlyMap<number, string>): Pinned {
  const names: string[] = [];
  const edits = readStages(parseDockerfile(text)).flatMap(({ index, parent, from }) => {
    const digest = digests.get(index);
    const word = from.words[0];
    if (digest === undefined || word === undefined || parent !== undefined || /[@$"'\\]/.test(word.text))
      return [];
    names.push(word.text);
    return [{ range: { start: word.range.end, end: word.range.end }, text: `@${digest}` }];
  });
  return { text: applyEdits(text, edits), names };
}
