/** `imgscan packages IMAGE`: what is installed, by whom, and in which layer it came in. */
import { ImgscanError } from '../../errors.ts';
import type { Package } from '../../model/package.ts';
import { type PackageFormat, packageFormats, renderPackages } from '../../report/packages/render.ts';
import { type PackageFilter, selectPackages } from '../../report/packages/select.ts';
import { writeStdout } from '../outputs.ts';
import { type ScanFlags, wantsColor } from '../scan-options.ts';
import { createScanner } from '../scanner.ts';

/** The command's options as commander hands them over. */
export interface PackagesFlags extends ScanFlags {
  readonly format: string;
  readonly type?: string;
  readonly name?: string;
  readonly layer?: string;
  readonly license?: string;
}

export async function packagesCommand(
  target: string,
  flags: PackagesFlags,
  signal: AbortSignal,
): Promise<void> {
  const format = parseFormat(flags.format);
  const filter = parseFilter(flags);
  const scan = await createScanner(flags, { signal });
  const packages: Package[] = [];
  let failure: ImgscanError | undefined;
  for await (const result of scan(target)) {
    packages.push(...selectPackages(result.report.packages, filter));
    failure ??= result.failure;
  }
  // Nothing is cut where a program reads on.
  const width = process.stdout.isTTY === true ? process.stdout.columns : Number.MAX_SAFE_INTEGER;
  await writeStdout(renderPackages(packages, format, { color: wantsColor(flags), width }));
  if (failure !== undefined) throw failure;
}

function parseFormat(text: string): PackageFormat {
  const format = packageFormats.find((known) => known === text);
  if (format !== undefined) return format;
  throw new ImgscanError(
    'USAGE',
    `unknown format ${JSON.stringify(text)}, expected one of ${packageFormats.join(', ')}`,
  );
}

function parseFilter({ type, name, layer, license }: PackagesFlags): PackageFilter {
  return {
    ...(type === undefined ? {} : { types: type.split(',') }),
    ...(name === undefined ? {} : { names: name.split(',') }),
    ...(layer === undefined ? {} : { layer: parseLayer(layer) }),
    ...(license === undefined ? {} : { licenses: license.split(',') }),
  };
}

/** People count layers from 1, as the table does. */
function parseLayer(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text) - 1;
  throw new ImgscanError('USAGE', `--layer ${JSON.stringify(text)}: expected a number from 1 on`);
}
