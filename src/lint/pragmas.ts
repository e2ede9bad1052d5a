/** Comments that steer the review: which findings people decided to accept, and what a shell is. */
import { type Dialect, dialectOf } from '../dockerfile/script.ts';
import type { Comment, Dockerfile, Range } from '../dockerfile/syntax.ts';

/** One decision of the file's author. */
export interface Pragma {
  /** As written. */
  readonly ids: readonly string[];
  /** `checks` are the builder's own, which is what `# check=skip=all` skips. */
  readonly all?: 'checks';
  /** Problems that begin here; absent for the whole file. */
  readonly range?: Range;
  /** True when the range is a whole stage. */
  readonly isStage?: boolean;
  readonly line: number;
  /** ISO date of its last day. */
  readonly until?: string;
  readonly reason?: string;
}

export interface Pragmas {
  readonly ignores: readonly Pragma[];
  /** Optional rules that the file asks for. */
  readonly enabled: readonly string[];
  /** True when the author wants the builder's checks to fail the build. */
  readonly checksAreErrors: boolean;
  /** Language of RUN where no SHELL is set. */
  readonly dialect?: Dialect;
}

// https://github.com/hadolint/hadolint#inline-ignores
const own = /^(?:imgscan|hadolint)\s+(?:(global|stage)\s+)?(ignore|shell)\s*=\s*([^#]*)(?:#(.*))?$/i;
// https://trivy.dev/latest/docs/configuration/filtering/#by-inline-comments
const colon = /(?:^|\s)trivy:ignore:([A-Za-z0-9_-]+)((?::[^\s:]+)*)/g;
// https://docs.docker.com/reference/dockerfile/#check
const check = /^check\s*=\s*(\S+)/i;

export function readPragmas(dockerfile: Dockerfile): Pragmas {
  const ignores: Pragma[] = [];
  const enabled: string[] = [];
  let checksAreErrors = false;
  let dialect: Dialect | undefined;
  const places = createPlaces(dockerfile);

  const readCheck = (value: string, line: number, range: Range | undefined): void => {
    for (const part of value.replace(/\s.*$/, '').split(';')) {
      const [key = '', list = ''] = part.split('=');
      const ids = splitIds(list);
      const where = range === undefined ? { line } : { line, range };
      if (key.toLowerCase() === 'skip') {
        if (ids.some((id) => id.toLowerCase() === 'all')) ignores.push({ ids: [], all: 'checks', ...where });
        else ignores.push({ ids, ...where });
      } else if (key.toLowerCase() === 'experimental') enabled.push(...ids);
      else if (key.toLowerCase() === 'error' && range === undefined)
        checksAreErrors = list.toLowerCase() === 'true';
    }
  };

  const directive = dockerfile.directives.get('check');
  if (directive !== undefined) readCheck(directive.value, directive.line, undefined);
  for (const comment of dockerfile.comments) {
    const { text, line } = comment;
    const match = own.exec(text);
    if (match !== null) {
      const [, reach = '', what = '', value = '', note = ''] = match;
      if (what.toLowerCase() === 'shell') {
        dialect = dialectOf([value.trim().split(/\s+/, 1)[0] ?? '']);
        continue;
      }
      const until = /\suntil=(\d{4}-\d\d-\d\d)(?:\s|$)/.exec(value)?.[1];
      const ids = splitIds(value.replace(/\suntil=\S*/, ''));
      const range = places.reach(reach.toLowerCase(), comment);
      ignores.push({
        ids,
        line,
        ...(range === undefined ? {} : { range }),
        ...(reach.toLowerCase() === 'stage' ? { isStage: true } : {}),
        ...(until === undefined ? {} : { until }),
        ...(note.trim() === '' ? {} : { reason: note.trim() }),
      });
      continue;
    }
    const skip = check.exec(text)?.[1];
    if (skip !== undefined) readCheck(skip, line, places.reach('', comment) ?? comment.range);
    for (const [, id = '', rest = ''] of text.matchAll(colon)) {
      const until = /:exp:(\d{4}-\d\d-\d\d)/.exec(rest)?.[1];
      // Above everything it speaks of the whole file, as checks of the whole file have no line.
      const range = places.isAtTop(comment) ? undefined : places.reach('', comment);
      ignores.push({
        ids: [id],
        line,
        ...(range === undefined ? {} : { range }),
        ...(until === undefined ? {} : { until }),
      });
    }
  }
  return { ignores, enabled, checksAreErrors, ...(dialect === undefined ? {} : { dialect }) };
}

function splitIds(list: string): readonly string[] {
  return list.split(/[\s,]+/).filter((id) => id !== '');
}

interface Places {
  /** What a comment speaks of: the instruction that it is in or before, its stage, or everything. */
  reach(word: string, comment: Comment): Range | undefined;
  isAtTop(comment: Comment): boolean;
}

function createPlaces({ instructions, text }: Dockerfile): Places {
  const froms = instructions.filter(({ keyword }) => keyword === 'FROM');
  const nothing: Range = { start: text.length + 1, end: text.length + 1 };
  return {
    reach(word, { range }) {
      if (word === 'global') return undefined;
      if (word === 'stage') {
        // Above FROM it speaks of the stage that begins; within a stage, of that one.
        const next = firstFrom(instructions, range.start);
        const isAbove = next?.keyword === 'FROM';
        const start = isAbove
          ? next.range.start
          : (froms.findLast((from) => from.range.start < range.start)?.range.start ?? 0);
        const end = froms.find((from) => from.range.start > start)?.range.start ?? text.length + 1;
        return { start, end };
      }
      return firstFrom(instructions, range.start)?.range ?? nothing;
    },
    isAtTop: ({ range }) => range.start < (instructions[0]?.range.start ?? 0),
  };
}

/** The first thing that ends after a place; they are in order and do not overlap. */
function firstFrom<T extends { readonly range: Range }>(list: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.range.end ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return list[low];
}
