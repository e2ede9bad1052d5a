/** The arguments of ADD, COPY and VOLUME, in either form. https://docs.docker.com/reference/dockerfile/#copy */
import { jsonStrings } from '../../dockerfile/json-strings.ts';
import type { Range } from '../../dockerfile/syntax.ts';
import { knownValue } from '../query.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

export interface WrittenPath {
  /** As written; in JSON, what the string says. */
  readonly text: string;
  /** With variables filled in; absent when one of them is not known. */
  readonly value?: string;
  /** Of a JSON string, without its quotes. */
  readonly range: Range;
}

/** In order: the sources, then the destination. */
export function pathsOf(subject: LintSubject, step: Step): readonly WrittenPath[] {
  const { argument, argumentRange, argumentSegments, json, words } = step.instruction;
  const strings = json === undefined ? [] : jsonStrings(argument, argumentSegments);
  const written =
    json === undefined
      ? words
      : json.map((text, index) => ({ text, range: strings[index]?.range ?? argumentRange }));
  return written.map(({ range, text }) => {
    const value = knownValue(subject, step, text);
    return { text, range, ...(value === undefined ? {} : { value }) };
  });
}
