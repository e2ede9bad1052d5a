/** Files that a system or an interpreter runs, by their magic bytes: ELF, scripts, PE, Mach-O. */
import type { Detector } from '../model/analyzer.ts';
import type { ExecutableEvidence } from '../model/layer.ts';
import { type ElfReader, readElf } from './elf.ts';
import { parseShebang, shebangBytes } from './shebang.ts';

/** Any regular file, whatever its mode: shared libraries count, and a script is run as `sh script` too. */
export const executable: Detector = {
  name: 'executable',
  version: 4,
  open({ path, fileBytes }) {
    if (fileBytes < 4) return undefined;
    let head = Buffer.alloc(0);
    let elf: ElfReader | undefined;
    let isOther = false;
    return {
      write(chunk) {
        if (isOther) return;
        if (elf !== undefined) {
          elf.write(chunk);
          return;
        }
        if (head.length === 0 && chunk.length >= 4 && !isMagic(chunk)) {
          isOther = true;
          return;
        }
        const before = head.length;
        head = Buffer.concat([head, chunk.subarray(0, headBytes - before)]);
        if (head.length < 4) return;
        if (!isMagic(head)) {
          isOther = true;
        } else if (isElf(head)) {
          elf = readElf(fileBytes);
          elf.write(head.subarray(0, before));
          elf.write(chunk);
        }
      },
      end() {
        if (isOther || head.length < 4) return [];
        if (elf !== undefined) {
          const facts = elf.end();
          return facts === undefined ? [] : [{ kind: 'executable', path, format: 'elf', ...facts }];
        }
        const found = readOther(head, path);
        return found === undefined ? [] : [found];
      },
    };
  },
};

/** Where a PE header may start; a DOS stub is far shorter. */
const headBytes = 4_096;

function isElf(head: Uint8Array): boolean {
  return head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
}

const machOMagics: ReadonlySet<number> = new Set([
  0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe,
]);

function isMagic(head: Uint8Array): boolean {
  const [first, second] = head;
  if ((first === 0x23 && second === 0x21) || (first === 0x4d && second === 0x5a) || isElf(head)) return true;
  return machOMagics.has(magicOf(head));
}

function magicOf(head: Uint8Array): number {
  return (((head[0] ?? 0) << 24) | ((head[1] ?? 0) << 16) | ((head[2] ?? 0) << 8) | (head[3] ?? 0)) >>> 0;
}

function readOther(head: Buffer, path: string): ExecutableEvidence | undefined {
  if (head[0] === 0x23) {
    const shebang = parseShebang(head.subarray(0, shebangBytes));
    return shebang && { kind: 'executable', path, format: 'script', ...shebang };
  }
  if (head[0] === 0x4d) {
    const start = head.length >= 64 ? head.readUInt32LE(60) : head.length;
    const isPe = head.toString('latin1', start, start + 4) === 'PE\0\0';
    return isPe ? { kind: 'executable', path, format: 'pe' } : undefined;
  }
  // A Java class has the universal binary's magic; there its version stands, 45 or more, not a count of a few.
  const isJava = magicOf(head) === 0xcafebabe && (head.length < 8 || head.readUInt32BE(4) > 40);
  return isJava ? undefined : { kind: 'executable', path, format: 'macho' };
}
