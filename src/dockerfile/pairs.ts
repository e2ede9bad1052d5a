/** `KEY=value` arguments of ENV, LABEL and ARG, in the current and the old spelling. https://docs.docker.com/reference/dockerfile/#env */
import type { DockerfileInstruction } from './syntax.ts';

/** A key and its value as written, quotes kept; no value for a bare `ARG NAME`. */
export interface Pair {
  readonly key: string;
  readonly value?: string;
}

/** The pairs in order; `ENV KEY the whole rest` is one pair. */
export function readPairs(instruction: DockerfileInstruction): readonly Pair[] {
  const [first] = instruction.words;
  if (first === undefined) return [];
  if (instruction.keyword !== 'ARG' && !first.text.includes('=')) {
    return [{ key: first.text, value: instruction.argument.slice(first.text.length).trim() }];
  }
  return instruction.words.map(({ text }) => {
    const equals = text.indexOf('=');
    return equals < 0 ? { key: text } : { key: text.slice(0, equals), value: text.slice(equals + 1) };
  });
}
