/** The ports of EXPOSE. https://docs.docker.com/reference/dockerfile/#expose */
import type { Range } from '../../dockerfile/syntax.ts';
import { knownValue, stepsOf } from '../query.ts';
import type { LintSubject } from '../subject.ts';

export interface ExposedPort {
  /** As written. */
  readonly text: string;
  readonly range: Range;
  /** `80` or `8000-8010`, variables filled in. */
  readonly port: string;
  /** `tcp` where none is written. */
  readonly protocol: string;
  /** What stands before the container's port: an address, a port of the host, both. */
  readonly host?: string;
}

/** In order; those whose variables are not known are left out. */
export function portsOf(subject: LintSubject): readonly ExposedPort[] {
  return stepsOf(subject, 'EXPOSE').flatMap((step) =>
    step.instruction.words.flatMap(({ text, range }) =>
      (knownValue(subject, step, text) ?? '')
        .split(/\s+/)
        .filter((value) => value !== '')
        .map((value) => {
          const colon = value.lastIndexOf(':');
          const [port = '', protocol = 'tcp'] = value.slice(colon + 1).split('/');
          return { text, range, port, protocol, ...(colon < 0 ? {} : { host: value.slice(0, colon) }) };
        }),
    ),
  );
}
