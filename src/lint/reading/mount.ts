/** `RUN --mount=...` as rules ask for it. https://docs.docker.com/reference/dockerfile/#run---mount */

import type { Range } from '../../dockerfile/syntax.ts';
import { unquote } from '../../dockerfile/words.ts';
import type { Step } from '../steps.ts';

export interface Mount {
  /** `bind` where none is named. */
  readonly type: string;
  readonly target?: string;
  readonly from?: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly range: Range;
}

export function mountsOf({ instruction }: Step): readonly Mount[] {
  return instruction.flags.flatMap(({ name, value, range }) => {
    if (name !== 'mount' || value === undefined) return [];
    const settings = new Map(
      unquote(value)
        .split(',')
        .map((part): [string, string] => {
          const equals = part.indexOf('=');
          return equals < 0 ? [part, ''] : [part.slice(0, equals).toLowerCase(), part.slice(equals + 1)];
        }),
    );
    const target = settings.get('target') ?? settings.get('dst') ?? settings.get('destination');
    const from = settings.get('from');
    return {
      type: settings.get('type') ?? 'bind',
      settings,
      range,
      ...(target === undefined ? {} : { target: target.replace(/(?<=.)\/+$/, '') }),
      ...(from === undefined ? {} : { from }),
    };
  });
}

/** True when what is written below a path that ends so stays out of the layer. */
export function keepsOut(step: Step, ...ends: readonly string[]): boolean {
  return mountsOf(step).some(
    ({ type, target }) =>
      (type === 'cache' || type === 'tmpfs') &&
      target !== undefined &&
      ends.some((end) => target.endsWith(end)),
  );
}
