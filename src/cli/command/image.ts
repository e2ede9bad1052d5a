/** `imgscan IMAGE`: the main job. */
import { readFile } from 'node:fs/promises';
import { ImgscanError } from '../../errors.ts';
import { applyExceptions, withVex } from '../../exception/apply.ts';
import type { Report } from '../../model/report.ts';
import { type ExceptionFlags, readExceptions } from '../exceptions.ts';
import { parseFailOn } from '../fail-on.ts';
import { type Output, writeOutputs } from '../outputs.ts';
import { type ScanFlags, wantsColor } from '../scan-options.ts';
import { createScanner } from '../scanner.ts';

/** The command's options as commander hands them over. */
export interface ImageFlags extends ScanFlags, ExceptionFlags {
  readonly outputs: readonly Output[];
  readonly allPlatforms?: boolean;
  readonly failOn?: string;
  readonly dockerfile?: string;
  readonly all?: boolean;
}

/** The exit code of a finished scan: 0, or 1 when --fail-on is met. Throws everything else. */
export async function scanCommand(target: string, flags: ImageFlags, signal: AbortSignal): Promise<number> {
  const gates = flags.failOn === undefined ? [] : await readGates(flags.failOn);
  const exceptions = await readExceptions(flags);
  const today = new Date().toISOString().slice(0, 10);
  const allPlatforms = flags.allPlatforms === true;
  const dockerfile = flags.dockerfile === undefined ? undefined : await readDockerfile(flags.dockerfile);
  const scan = await createScanner(flags, {
    signal,
    allPlatforms,
    onlyReport: true,
    ...(dockerfile === undefined ? {} : { dockerfile }),
  });
  const reports: Report[] = [];
  let failure: ImgscanError | undefined;
  for await (const result of scan(target)) {
    reports.push(applyExceptions(result.report, withVex(exceptions, result.vex), today));
    failure ??= result.failure;
  }
  await writeOutputs(flags.outputs, reports, {
    color: wantsColor(flags),
    list: allPlatforms,
    all: flags.all === true,
  });
  if (failure !== undefined) throw failure;
  return gates.some((gate) => reports.some(gate)) ? 1 : 0;
}

async function readGates(failOn: string): Promise<ReturnType<typeof parseFailOn>> {
  const { imageRules } = await import('../../inspect/list.ts');
  return parseFailOn(
    failOn,
    imageRules.map(({ id }) => id),
  );
}

async function readDockerfile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ImgscanError('USAGE', `cannot read the Dockerfile ${file}: ${String(cause)}`, { cause });
  });
}
