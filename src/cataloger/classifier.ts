/** Programs that no data base knows, by what is in them: name and version from the strings that they are built with. */
import { streamBlocks } from '../detector/blocks.ts';
import type { CatalogResult, FileHeader, FileSink, StreamCataloger } from '../model/analyzer.ts';
import { type Classifier, maxMatchBytes } from './classifier/row.ts';
import { classifiersOf, mayBeText } from './classifier/table.ts';
import { mayBeProgram, programSink } from './program-file.ts';

/** A text that names a version is short. */
const maxTextBytes = 64 * 1024;

/** One record for each program that the file is; `evidence` says where its version stands in the file. */
export const classifier: StreamCataloger = {
  name: 'classifier',
  version: 3,
  open(file) {
    const isText = mayBeText(file.path);
    if (isText ? file.fileBytes > maxTextBytes : !mayBeProgram(file)) return undefined;
    const rows = classifiersOf(file.path).filter((row) => (row.isText === true) === isText);
    if (rows.length === 0) return undefined;
    return isText ? search(file, rows) : programSink(() => search(file, rows));
  },
};

interface Search {
  readonly row: Classifier;
  /** Patterns that are better than the best found so far. */
  open: readonly RegExp[];
  found?: { readonly version: string; readonly offset: number };
  isMarked: boolean;
}

function search({ path, fileBytes }: FileHeader, rows: readonly Classifier[]): FileSink<CatalogResult> {
  const searches: Search[] = rows.map((row) => ({
    row,
    open: row.patterns,
    isMarked: row.mark === undefined,
  }));
  const reach = { fileBytes, lookBehindBytes: 1, lookAheadBytes: maxMatchBytes };
  const blocks = streamBlocks(reach, (block, from, to, base) => {
    if (searches.every(({ open, isMarked }) => open.length === 0 && isMarked)) return;
    // One byte more, for a word's start is seen by what stands before it.
    const start = Math.max(0, from - 1);
    const text = Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('latin1', start);
    for (const item of searches) {
      item.isMarked ||= item.row.mark?.test(text) === true;
      for (const [index, pattern] of item.open.entries()) {
        const match = pattern.exec(text);
        // What starts later comes whole with the next block.
        if (match === null || start + match.index >= to) continue;
        item.found = { version: match[1] ?? '', offset: base + start + match.index };
        item.open = item.open.slice(0, index);
        break;
      }
    }
  });
  return {
    write: blocks.write,
    end() {
      blocks.end();
      const packages = searches.flatMap(({ row, found, isMarked }) => {
        if (found === undefined || !isMarked) return [];
        const { type, namespace, name } = row;
        return [
          {
            type,
            ...(namespace === undefined ? {} : { namespace }),
            name,
            version: found.version,
            licenses: [],
            ...(row.isText !== true && { isProgram: true }),
            foundBy: 'classifier',
            evidence: { path, offset: found.offset },
          },
        ];
      });
      return { packages, owns: [], warnings: [] };
    },
  };
}
