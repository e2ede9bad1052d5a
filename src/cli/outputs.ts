/** Which formats go where: `--format json --output report.json --format table`. */
import { writeFile } from 'node:fs/promises';
import { ImgscanError } from '../errors.ts';
import type { Report } from '../model/report.ts';
import { reporters } from '../report/list.ts';
import type { RenderOptions, Reporter } from '../report/reporter.ts';

export interface Output {
  readonly reporter: Reporter;
  /** Absent or `-`: standard output. */
  readonly file?: string;
}

export interface OutputCollector {
  format(value: string): string;
  output(value: string): string;
  outputs(): readonly Output[];
}

/**
 * Collects the two options in the order they are written. An `--output` belongs to the `--format` before it;
 * one without a format takes the format of its file name, else the table.
 */
export function createOutputCollector(): OutputCollector {
  const outputs: Output[] = [];
  return {
    format(value) {
      for (const name of value.split(',')) outputs.push({ reporter: findReporter(name) });
      return value;
    },
    output(value) {
      const last = outputs.at(-1);
      if (last !== undefined && last.file === undefined)
        outputs[outputs.length - 1] = { ...last, file: value };
      else outputs.push({ reporter: findReporter(formatOf(value)), file: value });
      return value;
    },
    outputs() {
      const chosen = outputs.length > 0 ? outputs : [{ reporter: findReporter('table') }];
      const onStdout = chosen.filter(({ file }) => file === undefined || file === '-');
      if (onStdout.length > 1) {
        throw new ImgscanError(
          'USAGE',
          `${onStdout.length} formats for standard output (${onStdout.map(({ reporter }) => reporter.name).join(', ')}), expected one`,
          { hint: 'Give all but one a file: --format json --output report.json --format table' },
        );
      }
      return chosen;
    },
  };
}

/** What files of a format are called by custom, the most exact first. */
const suffixes: readonly (readonly [suffix: string, format: string])[] = [
  ['.cdx.json', 'cyclonedx'],
  ['.spdx.json', 'spdx'],
  ['.sarif.json', 'sarif'],
  ['.json', 'json'],
  ['.sarif', 'sarif'],
  ['.html', 'html'],
  ['.md', 'markdown'],
  ['.xml', 'junit'],
];

function formatOf(file: string): string {
  return suffixes.find(([suffix]) => file.endsWith(suffix))?.[1] ?? 'table';
}

function findReporter(name: string): Reporter {
  const found = reporters.find((reporter) => reporter.name === name.trim());
  if (found !== undefined) return found;
  const known = reporters.map((reporter) => reporter.name).join(', ');
  throw new ImgscanError('USAGE', `unknown format ${JSON.stringify(name)}, expected one of ${known}`);
}

/** Renders and writes every output; a file that cannot be written is a USAGE error that names it. */
export async function writeOutputs(
  outputs: readonly Output[],
  reports: readonly Report[],
  options: Omit<RenderOptions, 'width'>,
): Promise<void> {
  for (const { reporter, file } of outputs) {
    if (file === undefined || file === '-') {
      const text = reporter.render(reports, { ...options, width: process.stdout.columns ?? 100 });
      await writeStdout(text);
    } else {
      const text = reporter.render(reports, { ...options, color: false, width: 100 });
      await writeFile(file, text).catch((cause: unknown) => {
        throw new ImgscanError('USAGE', `cannot write the report to ${file}: ${String(cause)}`, { cause });
      });
    }
  }
}

/** Ends quietly when the reader has gone, as in `| head`; a USAGE error for anything else that cannot be written. */
export async function writeStdout(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (cause: NodeJS.ErrnoException | null | undefined) => {
      if (cause == null || cause.code === 'EPIPE') return resolve();
      reject(new ImgscanError('USAGE', `cannot write to standard output: ${cause.message}`, { cause }));
    });
  });
}
