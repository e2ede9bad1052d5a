/** Runs the tar parser over a stream cut into chunks and collects what it says. */
import { createHash } from 'node:crypto';
import { createTarParser, type TarHeader, type TarLimits } from '../../src/layer/tar.ts';

export interface ReadEntry extends TarHeader {
  readonly sha256: string;
  readonly contentBytes: number;
}

export const chunkSizes = [1, 7, 321, 512, 513, Number.POSITIVE_INFINITY];

export function readTar(
  tar: Buffer,
  chunkBytes = Number.POSITIVE_INFINITY,
  limits?: TarLimits,
  maxContentBytes = Number.POSITIVE_INFINITY,
): ReadEntry[] {
  const entries: ReadEntry[] = [];
  let total = 0;
  const parser = createTarParser(
    {
      entry(header) {
        const hash = createHash('sha256');
        let contentBytes = 0;
        return {
          data(chunk) {
            hash.update(chunk);
            contentBytes += chunk.length;
            total += chunk.length;
            if (total > maxContentBytes) throw new Error('enough');
          },
          end() {
            entries.push({ ...header, sha256: hash.digest('hex'), contentBytes });
          },
        };
      },
    },
    limits,
  );
  for (let at = 0; at < tar.length; at += chunkBytes) {
    // A copy that is overwritten after the call: nothing of a chunk may be kept.
    const chunk = Buffer.from(tar.subarray(at, Math.min(tar.length, at + chunkBytes)));
    parser.write(chunk);
    chunk.fill(0xaa);
  }
  parser.end();
  return entries;
}
