/** `imgscan explain CVE IMAGE`: why it matched, or did not. */
import { explain } from '../../advisory/explain.ts';
import { ImgscanError } from '../../errors.ts';
import { applyExceptions, withVex } from '../../exception/apply.ts';
import { renderDocuments } from '../../report/document.ts';
import { renderExplanation } from '../../report/explain/render.ts';
import { type ExceptionFlags, readExceptions } from '../exceptions.ts';
import { writeStdout } from '../outputs.ts';
import { type ScanFlags, wantsColor } from '../scan-options.ts';
import { createScanner } from '../scanner.ts';

/** The command's options as commander hands them over. */
export interface ExplainFlags extends ScanFlags, ExceptionFlags {
  readonly format: string;
}

/** Writes the explanation of the first image; throws as a scan does. That something matched is no failure. */
export async function explainCommand(
  id: string,
  target: string,
  flags: ExplainFlags,
  signal: AbortSignal,
): Promise<void> {
  if (flags.format !== 'table' && flags.format !== 'json') {
    const found = JSON.stringify(flags.format);
    throw new ImgscanError('USAGE', `unknown format ${found}, expected one of table, json`);
  }
  const exceptions = await readExceptions(flags);
  const today = new Date().toISOString().slice(0, 10);
  const scan = await createScanner(flags, { signal });
  for await (const { report, store, vex, failure } of scan(target)) {
    const { packages, suppressed = [], image, sbom } = report;
    const explanation = explain(id, { packages, suppressed, os: image?.os ?? sbom?.os, store });
    const text =
      flags.format === 'json'
        ? renderDocuments([explanation], false)
        : renderExplanation(explanation, applyExceptions(report, withVex(exceptions, vex), today), {
            color: wantsColor(flags),
            width: process.stdout.columns ?? 100,
          });
    await writeStdout(text);
    if (failure !== undefined) throw failure;
    return;
  }
  throw new ImgscanError('NOT_FOUND', `${target}: found no image`);
}
