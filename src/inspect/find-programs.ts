/** Finds the programs of a kind in the final file system: by what is in the file, by link, by name where programs live. */
import { posix } from 'node:path';
import { resolvePath } from '../footprint/resolve.ts';
import type { Footprint, LiveFile } from '../model/footprint.ts';
import type { Entry } from '../model/layer.ts';
import type { ReportProgram } from '../model/report.ts';
import { type ProgramKind, programNamed } from './programs.ts';

/** `program` is what it is, whatever it is called: `/bin/sh` can be dash. */
export interface FoundProgram extends ReportProgram {
  readonly kind: ProgramKind;
  /** `content`: the file says so itself or is an executable; `name`: it is only called so. */
  readonly by: 'content' | 'name';
  /** The file it leads to, when it is a link. */
  readonly target?: string;
}

/** All programs of the image that rules ask for, in the order of their paths. What the content says goes before the name. */
export function findPrograms(footprint: Footprint): readonly FoundProgram[] {
  const known = recognisedContent(footprint);
  const executables = new Set(
    footprint.evidence.flatMap((item) => (item.kind === 'executable' && item.live ? [item.path] : [])),
  );
  const found: FoundProgram[] = [];
  for (const [path, file] of footprint.files) {
    const content = contentBehind(footprint.files, path, file, known);
    if (content === undefined) continue;
    const program = identify(path, content, known.get(content.path));
    if (program === undefined) continue;
    found.push({
      path,
      layer: file.layer,
      ...program,
      by: known.has(content.path) || executables.has(content.path) ? 'content' : 'name',
      ...(content.path === path ? {} : { target: content.path }),
    });
  }
  return found;
}

/** Those of some kinds, as the report lists them. */
export function listPrograms(
  programs: readonly FoundProgram[],
  ...kinds: readonly ProgramKind[]
): ReportProgram[] {
  return programs
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ path, program, layer }) => ({ path, program, layer }));
}

/** Paths whose content was recognised, with the program; copies of the same content included. */
function recognisedContent(footprint: Footprint): ReadonlyMap<string, string> {
  const byPath = new Map<string, string>();
  const byContent = new Map<string, string>();
  for (const item of footprint.evidence) {
    if (item.kind !== 'signature' || !item.live) continue;
    byPath.set(item.path, item.program);
    const sha256 = footprint.files.get(item.path)?.entry.sha256;
    if (sha256 !== undefined) byContent.set(sha256, item.program);
  }
  if (byContent.size === 0) return byPath;
  for (const [path, { entry }] of footprint.files) {
    const program = byContent.get(entry.sha256 ?? '');
    if (program !== undefined && !byPath.has(path)) byPath.set(path, program);
  }
  return byPath;
}

/**
 * The content that runs when `path` is executed, through symbolic and hard links; undefined when nothing does
 * that could be one of the known programs.
 */
function contentBehind(
  files: Footprint['files'],
  path: string,
  file: LiveFile,
  known: ReadonlyMap<string, string>,
): Entry | undefined {
  if (file.entry.type === 'symlink') {
    if (programNamed(posix.basename(path)) === undefined) return undefined;
    return fileContent(files.get(resolvePath(files, path) ?? ''));
  }
  if (inProgramDirectory(path)) return fileContent(file);
  return known.has(file.content?.path ?? path) ? fileContent(file) : undefined;
}

function fileContent(file: LiveFile | undefined): Entry | undefined {
  const content = file?.content ?? file?.entry;
  return content?.type === 'file' ? content : undefined;
}

function identify(
  path: string,
  content: Entry,
  recognised: string | undefined,
): { readonly program: string; readonly kind: ProgramKind } | undefined {
  const runnable = (content.mode & 0o111) !== 0 && (recognised !== undefined || inProgramDirectory(path));
  const called = runnable ? programNamed(posix.basename(path)) : undefined;
  if (recognised === undefined) return called;
  const is = programNamed(recognised) ?? called;
  if (path === content.path || !multiCall.has(recognised)) return is;
  // An applet does what the link's name says; only `sh` and its like make a shell of it.
  return called?.kind === 'shell' ? is : called;
}

const multiCall: ReadonlySet<string> = new Set(['busybox', 'toybox']);
const programDirectory = /(?:^|\/)(?:s?bin|libexec)$/;
const letterC = 0x63;
const letterN = 0x6e;

/** True below `bin`, `sbin` or `libexec`, wherever they are; asked of every path, so it looks at one letter first. */
function inProgramDirectory(path: string): boolean {
  const end = path.lastIndexOf('/');
  const last = path.charCodeAt(end - 1);
  return (last === letterN || last === letterC) && programDirectory.test(path.slice(0, end));
}
