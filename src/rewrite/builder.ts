/** The original Dockerfile as a builder stage: only what the final stage takes over is cut out, all else stays as it is. */
import type { Stage } from '../dockerfile/stages.ts';
import type { DockerfileInstruction, Range } from '../dockerfile/syntax.ts';
import { commentsAbove } from './comments.ts';
import type { Subject } from './subject.ts';

export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

export interface Builder {
  readonly text: string;
  /** The stage's name for COPY --from. */
  readonly stage: string;
  /** `\n`, or `\r\n` where the Dockerfile uses it. */
  readonly newline: string;
}

const runtimeOnly: ReadonlySet<string> = new Set([
  'CMD',
  'ENTRYPOINT',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'STOPSIGNAL',
  'VOLUME',
]);
const changesFiles: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN', 'WORKDIR']);

/** Names the last stage, cuts what only a running container reads, and appends `lines`. */
export function toBuilder(
  subject: Subject,
  lines: readonly string[] = [],
  edits: readonly TextEdit[] = [],
): Builder {
  const { dockerfile, last, stages } = subject;
  const stage = last.name ?? freeName(stages);
  const image = last.from.words[0];
  const naming =
    last.name === undefined && image !== undefined
      ? [{ range: { start: image.range.end, end: image.range.end }, text: ` AS ${stage}` }]
      : [];
  const cuts = cutInstructions(last).map((one) => ({ range: linesOf(subject, one), text: '' }));
  const text = applyEdits(dockerfile.text, [...naming, ...cuts, ...edits]);
  const newline = newlineOf(subject);
  return { text: [text.trimEnd(), ...lines].join(newline) + newline, stage, newline };
}

/** All stages but the last. */
export function earlierStages(subject: Subject, edits: readonly TextEdit[] = []): Builder {
  const newline = newlineOf(subject);
  const end = linesOf(subject, subject.last.from).start;
  const own = edits.filter(({ range }) => range.start < end);
  const text = applyEdits(subject.dockerfile.text.slice(0, end), own);
  return { text: text.trimEnd() + newline, stage: '', newline };
}

const newlineOf = ({ dockerfile }: Subject): string => (dockerfile.text.includes('\r\n') ? '\r\n' : '\n');

/** Applies edits that do not overlap; of two that do, the one that starts first, or was named first, stays. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => a.range.start - b.range.start || a.order - b.order);
  let out = '';
  let at = 0;
  for (const { range, text: replacement } of ordered) {
    if (range.start < at) continue;
    out += text.slice(at, range.start) + replacement;
    at = range.end;
  }
  return out + text.slice(at);
}

function cutInstructions(last: Stage): readonly DockerfileInstruction[] {
  const lastChange = last.instructions.findLastIndex((one) => changesFiles.has(one.keyword));
  return last.instructions.filter(
    (one, index) => runtimeOnly.has(one.keyword) || (one.keyword === 'USER' && index > lastChange),
  );
}

/** What does not stay in the builder: the instructions that are cut, or all of a last stage that is replaced. */
export function movedInstructions({ last }: Subject, isReplaced: boolean): readonly DockerfileInstruction[] {
  return isReplaced ? [last.from, ...last.instructions] : cutInstructions(last);
}

/** The instruction's lines with their end, and the comment lines right above it. */
function linesOf({ dockerfile }: Subject, instruction: DockerfileInstruction): Range {
  const { text } = dockerfile;
  const lineStart = (offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
  const [first] = commentsAbove(dockerfile, instruction);
  const start = lineStart(first?.range.start ?? instruction.range.start);
  const end = text.indexOf('\n', instruction.range.end);
  return { start, end: end < 0 ? text.length : end + 1 };
}

function freeName(stages: readonly Stage[]): string {
  const taken = new Set(stages.map((stage) => stage.name));
  let name = 'build';
  for (let count = 2; taken.has(name); count++) name = `build${count}`;
  return name;
}
