/** Which files are programs: by what their header says before the first byte, and by their magic after it. */
import type { CatalogResult, FileHeader, FileSink } from '../model/analyzer.ts';

/** Smaller than any program that a compiler of today links. */
const minProgramBytes = 8 * 1024;

/** May run or be loaded: shared libraries are seldom executable by mode. */
export function mayBeProgram({ path, mode, fileBytes }: FileHeader): boolean {
  if (fileBytes < minProgramBytes) return false;
  return (mode & 0o111) !== 0 || path.endsWith('.so') || path.includes('.so.');
}

/** ELF, PE and Mach-O, the latter in both byte orders. */
const magics: readonly string[] = ['\x7fELF', 'MZ', '\xcf\xfa\xed\xfe', '\xce\xfa\xed\xfe', '\xfe\xed\xfa'];

/** Programs begin with their tables, and a note behind them. */
const tableBytes = 4_096;
/** By the owner of the note that Go's linker writes into every program. */
const goNote = Buffer.from('Go\0\0', 'latin1');

/** Whether the start of a program says that Go linked it: what other compilers put into theirs is not in it. */
export function isGoProgram(start: Uint8Array): boolean {
  return Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, tableBytes)).includes(goNote);
}

/**
 * Passes the content on only if it starts as a program does: scripts and data cost four bytes. `isOther` sees the
 * program's first chunk, and spares the search of the rest.
 */
export function programSink(
  open: () => FileSink<CatalogResult>,
  isOther: (start: Uint8Array) => boolean = () => false,
): FileSink<CatalogResult> {
  let head = Buffer.alloc(0);
  let sink: FileSink<CatalogResult> | undefined;
  let isPassed = false;
  return {
    write(chunk) {
      if (sink !== undefined) return sink.write(chunk);
      if (isPassed) return;
      head = Buffer.concat([head, chunk.subarray(0, 4)]);
      const start = head.toString('latin1');
      if (head.length < 4) return;
      isPassed = !magics.some((magic) => start.startsWith(magic)) || isOther(chunk);
      if (isPassed) return;
      sink = open();
      // Of a head that came in pieces only the last is in this chunk.
      if (head.length > Math.min(4, chunk.length)) sink.write(head.subarray(0, -Math.min(4, chunk.length)));
      sink.write(chunk);
    },
    end: () => sink?.end() ?? { packages: [], owns: [], warnings: [] },
  };
}
