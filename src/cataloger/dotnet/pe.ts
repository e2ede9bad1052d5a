/** Where a .NET assembly keeps its resources, by the headers of a PE file. https://learn.microsoft.com/windows/win32/debug/pe-format */

export interface FileRange {
  readonly start: number;
  readonly end: number;
}

const peOffsetAt = 0x3c;
const fileHeaderBytes = 24;
const sectionBytes = 40;
const maxSections = 96;
/** Index of the CLR header's entry among the data directories: only assemblies have one. */
const clrDirectory = 14;

/** The `.rsrc` section of an assembly; undefined for native programs and for what is no PE file. */
export function findResources(head: Buffer): FileRange | undefined {
  if (head.length < peOffsetAt + 4 || head.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const pe = head.readUInt32LE(peOffsetAt);
  const optional = pe + fileHeaderBytes;
  if (optional + 2 > head.length || head.toString('latin1', pe, pe + 4) !== 'PE\0\0') return undefined;
  const sections = optional + head.readUInt16LE(pe + 20);
  // PE32 and PE32+ differ in the width of what stands before the directories.
  const directories = optional + (head.readUInt16LE(optional) === 0x20b ? 112 : 96);
  const clr = directories + clrDirectory * 8;
  if (clr + 4 > sections || clr + 4 > head.length || head.readUInt32LE(clr) === 0) return undefined;
  const count = Math.min(head.readUInt16LE(pe + 6), maxSections);
  for (
    let at = sections;
    at < sections + count * sectionBytes && at + sectionBytes <= head.length;
    at += sectionBytes
  ) {
    if (head.toString('latin1', at, at + 6) !== '.rsrc\0') continue;
    const start = head.readUInt32LE(at + 20);
    return { start, end: start + head.readUInt32LE(at + 16) };
  }
  return undefined;
}
