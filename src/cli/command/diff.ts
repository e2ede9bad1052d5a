/** `imgscan diff A B`: what changed from one image, report or SBOM to another. */
import { readFile, stat } from 'node:fs/promises';
import { type DiffSide, diffImages } from '../../diff/diff.ts';
import { renderDiff } from '../../diff/render.ts';
import { ImgscanError } from '../../errors.ts';
import { renderDocuments } from '../../report/document.ts';
import { decodeReport } from '../../report/read.ts';
import { writeStdout } from '../outputs.ts';
import { type ScanFlags, wantsColor } from '../scan-options.ts';
import { createScanner, type Scanner } from '../scanner.ts';

/** The command's options as commander hands them over. */
export interface DiffFlags extends ScanFlags {
  readonly format: string;
}

interface Side extends DiffSide {
  readonly failure?: ImgscanError;
}

/** A layer that could not be read is told after the comparison has been written, as with a scan. */
export async function diffCommand(
  before: string,
  after: string,
  flags: DiffFlags,
  signal: AbortSignal,
): Promise<void> {
  if (flags.format !== 'table' && flags.format !== 'json') {
    const found = JSON.stringify(flags.format);
    throw new ImgscanError('USAGE', `unknown format ${found}, expected one of table, json`);
  }
  const scan = await createScanner(flags, { signal });
  const [old, young] = [await readSide(before, scan), await readSide(after, scan)];
  const diff = diffImages(old, young);
  // Nothing is cut where a program reads on.
  const width = process.stdout.isTTY === true ? process.stdout.columns : Number.MAX_SAFE_INTEGER;
  const text =
    flags.format === 'json'
      ? renderDocuments([diff], false)
      : renderDiff(diff, { color: wantsColor(flags), width });
  await writeStdout(text);
  const failure = old.failure ?? young.failure;
  if (failure !== undefined) throw failure;
}

/** A file whose name ends in `.json` is a report; anything else is scanned. */
async function readSide(target: string, scan: Scanner): Promise<Side> {
  if (target.endsWith('.json') && (await isFile(target))) return { report: await readReport(target) };
  for await (const result of scan(target)) return result;
  throw new ImgscanError('NOT_FOUND', `${target}: found no image`);
}

const maxReportBytes = 512 * 1024 * 1024;

async function readReport(file: string) {
  const { size } = await stat(file);
  if (size > maxReportBytes) {
    throw new ImgscanError('LIMIT_EXCEEDED', `${file} has ${size} bytes, at most ${maxReportBytes} are read`);
  }
  const report = decodeReport(await readFile(file, 'utf8'));
  if (report !== undefined) return report;
  throw new ImgscanError('MANIFEST_INVALID', `${file}: expected a JSON report of one image, found none`, {
    hint: 'make one with imgscan IMAGE --format json --output report.json; an SBOM is named sbom:FILE',
  });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
