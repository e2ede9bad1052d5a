/** COPY and ADD from history: builders record a hash in place of the source, the layer tells what came. */
import { renderCopy } from './render.ts';
import { splitWords } from './words.ts';
import { asOneInstruction, writeComment } from './write.ts';

const hashed = /^(?:file|dir|multi):[0-9a-f]{6,64}$/;

/**
 * The instruction, under a comment that says what is guessed. Classic builders and buildah record
 * `file:HASH in TARGET`; `paths` are those that the layer brought.
 */
export function copyFromHistory(
  keyword: 'COPY' | 'ADD',
  rest: string,
  paths: readonly string[],
): readonly string[] {
  const words = splitWords(rest, '\\').map((piece) => piece.text);
  const flags = words.filter((word) => /^--(chown|chmod)=[\w:.+-]+$/.test(word));
  const operands = words.filter((word) => !word.startsWith('--'));
  const hash = operands.find((word) => hashed.test(word));
  if (hash === undefined) {
    const line = operands.length < 2 ? undefined : asOneInstruction(`${keyword} ${rest}`);
    if (line === undefined) return [writeComment(`Not reconstructed: ${keyword} ${rest}`)];
    const note = operands.slice(0, -1).some((word) => word.startsWith('/'))
      ? [writeComment('The source may be in another stage of the build, which history does not name.')]
      : [];
    return [...note, line];
  }
  const target = operands.at(-1) ?? '.';
  const source = hash.startsWith('file:') ? singleName(paths) : undefined;
  const copy = renderCopy({ sources: [source ?? '.'], target });
  if (copy === undefined) return [writeComment(`Not reconstructed: ${keyword} ${rest}`)];
  const line = copy.replace(/^COPY/, [keyword, ...flags].join(' '));
  return source === undefined
    ? [writeComment(`The source is recorded as ${hash} only: the whole context is assumed.`), line]
    : [line];
}

/** The one file that a layer brought, by its last name. */
function singleName(paths: readonly string[]): string | undefined {
  const [path] = paths;
  return paths.length === 1 && path !== undefined ? path.slice(path.lastIndexOf('/') + 1) : undefined;
}
