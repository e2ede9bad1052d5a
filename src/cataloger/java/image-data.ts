/** What a program that GraalVM compiled says of itself, found in its data as it streams by. https://www.graalvm.org/latest/security-guide/native-image/sbom/ */
import { constants, inflateRawSync } from 'node:zlib';
import { streamBlocks } from '../../detector/blocks.ts';
import { readLayout } from '../../detector/elf.ts';
import { keepRanges } from '../../detector/ranges.ts';
import { holdEmbedded } from '../embedded.ts';

export interface ImageData {
  /** The Java that was compiled in, `25.0.2`; absent where the compiler did not say so yet. */
  readonly javaVersion?: string;
  /** The SBOM's JSON text. */
  readonly sbom?: Buffer;
}

const headBytes = 4_096;
const trialBytes = 512;
/** Measured: a program has a dozen other compressed resources. */
const maxTrials = 2_000;
/** Oracle names a ten thousandth of the program as usual. */
const maxCompressedBytes = 4 * 1024 * 1024;
const maxTextBytes = 64 * 1024 * 1024;
/** As Java writes it: no name, no comment. */
const gzipMagic = Buffer.from('\x1f\x8b\x08\0', 'latin1');
const gzipHeaderBytes = 10;
const versionText = Buffer.from('com.oracle.svm.core.VM.Java.Version=');
const compilerText = Buffer.from('com.oracle.svm.core.VM');

/**
 * Takes an ELF file from its first byte on. Both texts are variables, so only what the program may write is searched:
 * of other programs that is little. `end` gives undefined for what GraalVM did not make.
 */
export function readImageData(fileBytes: number): {
  write(chunk: Uint8Array): void;
  end(): ImageData | undefined;
} {
  const ranges = keepRanges(fileBytes, headBytes);
  ranges.want(0, headBytes);
  let segments: readonly { readonly offset: number; readonly fileBytes: number }[] | undefined;
  let trials = 0;
  let isImage = false;
  let javaVersion: string | undefined;

  const sbom = holdEmbedded(maxCompressedBytes, (block, from, to) => {
    let at = block.indexOf(gzipMagic, from);
    while (at !== -1 && at < to && trials < maxTrials) {
      trials += 1;
      if (startsSbom(block.subarray(at + gzipHeaderBytes, at + trialBytes))) return at;
      at = block.indexOf(gzipMagic, at + 1);
    }
    return -1;
  });

  const findTexts = (block: Buffer, from: number, to: number): void => {
    if (!isImage) {
      const at = block.indexOf(compilerText, from);
      isImage = at !== -1 && at < to;
    }
    if (!isImage || javaVersion !== undefined) return;
    const at = block.indexOf(versionText, from);
    if (at === -1 || at >= to) return;
    const start = at + versionText.length;
    javaVersion = /^(\d[\w.+-]{0,60})\0/.exec(block.toString('latin1', start, start + 64))?.[1];
  };

  const reach = { fileBytes, lookBehindBytes: 0, lookAheadBytes: trialBytes };
  const blocks = streamBlocks(reach, (chunk, from, to, base) => {
    for (const { offset, fileBytes: length } of segments ?? []) {
      const [start, end] = [Math.max(from, offset - base), Math.min(to, offset + length - base)];
      if (start >= end) continue;
      const block = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      findTexts(block, start, end);
      sbom.search(block, start, end);
    }
  });

  return {
    write(chunk) {
      if (segments === undefined) {
        ranges.write(chunk);
        if (ranges.position() >= Math.min(headBytes, fileBytes)) {
          segments = readLayout(ranges.read(0, headBytes) ?? Buffer.alloc(0))?.writable ?? [];
        }
      }
      blocks.write(chunk);
    },
    end() {
      blocks.end();
      if (!isImage) return undefined;
      const bytes = sbom.bytes();
      return {
        ...(javaVersion === undefined ? {} : { javaVersion }),
        // What follows in the file is no part of it: zlib stops at the stream's own end.
        ...(bytes === undefined
          ? {}
          : { sbom: inflateRawSync(bytes.subarray(gzipHeaderBytes), { maxOutputLength: maxTextBytes }) }),
      };
    },
  };
}

function startsSbom(bytes: Buffer): boolean {
  try {
    const text = inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1024 * 1024 });
    return text.toString('latin1', 0, 2_000).includes('"CycloneDX"');
  } catch {
    return false;
  }
}
