/** Finds the dependency list that cargo-auditable puts into programs. https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md */
import { constants, deflateRawSync, inflateSync } from 'node:zlib';
import { streamBlocks } from '../../detector/blocks.ts';
import { holdEmbedded } from '../embedded.ts';
import { isLikelyDeflate } from './deflate-head.ts';

export interface AuditDataReader {
  write(chunk: Uint8Array): void;
  /** The JSON text; undefined when there is none. Throws when it is there and cannot be read whole. */
  end(): Buffer | undefined;
}

/** Compressed: a program with 34 dependencies has 585 bytes. */
const maxCompressedBytes = 1024 * 1024;
const maxTextBytes = 16 * 1024 * 1024;
/** Enough for the Huffman tables and the first characters. */
const trialBytes = 512;
/** Measured: Bun's 102 MiB have 8 such places, LLVM's 190 have 5. */
const maxTrials = 5_000;
const start = '{"packages":[';
/** The same start in a block with the fixed tables, which say nothing of themselves. */
const fixedStart = deflateRawSync(start, { strategy: constants.Z_FIXED }).subarray(0, 10);

/**
 * The section has a name only in the table at the file's end, when its bytes have long gone by; so it is known by its
 * content: a zlib stream whose text starts as the list does.
 */
export function readAuditData(fileBytes: number): AuditDataReader {
  let trials = 0;
  const list = holdEmbedded(maxCompressedBytes, (block, from, to) => {
    let at = block.indexOf(0x78, from);
    while (at !== -1 && at < to && trials < maxTrials) {
      if (isCandidate(block, at)) {
        trials++;
        if (startsList(block.subarray(at, at + trialBytes))) return at;
      }
      at = block.indexOf(0x78, at + 1);
    }
    return -1;
  });
  const reach = { fileBytes, lookBehindBytes: 0, lookAheadBytes: trialBytes };
  const blocks = streamBlocks(reach, (chunk, from, to) =>
    list.search(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), from, to),
  );
  return {
    write: blocks.write,
    end() {
      blocks.end();
      const bytes = list.bytes();
      if (bytes === undefined && trials === maxTrials)
        throw new Error(`more than ${maxTrials} places look like a list of its crates`);
      // What follows the stream in the file is no part of it: zlib stops at the stream's own end.
      return bytes === undefined ? undefined : inflateSync(bytes, { maxOutputLength: maxTextBytes });
    },
  };
}

/** A zlib header whose check bits are right, then a block that compression makes. */
function isCandidate(block: Buffer, at: number): boolean {
  const second = block[at + 1] ?? 0;
  if (second !== 0x9c && second !== 0xda && second !== 0x01 && second !== 0x5e) return false;
  const kind = ((block[at + 2] ?? 0) >> 1) & 3;
  if (kind === 2) return isLikelyDeflate(block, at + 2);
  // The first bit only says whether the block is the last.
  return kind === 1 && fixedStart.every((byte, index) => ((block[at + 2 + index] ?? 0) | 1) === (byte | 1));
}

function startsList(bytes: Buffer): boolean {
  try {
    const text = inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1024 * 1024 });
    return text.toString('latin1', 0, start.length) === start;
  } catch {
    return false;
  }
}
