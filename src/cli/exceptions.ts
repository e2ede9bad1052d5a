/** The options that take findings out of a report: `--ignore`, `--vex`, `--severity`, `--only-fixed`. */
import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { ImgscanError } from '../errors.ts';
import type { Exceptions } from '../exception/apply.ts';
import { onlyFixed, parseSeverity } from '../exception/filter.ts';
import { parseIgnoreFile } from '../exception/ignore-file.ts';
import { readVex } from '../exception/vex/decode.ts';
import type { VexDocument } from '../exception/vex/statement.ts';
import { append } from './scan-options.ts';

/** The options as commander hands them over. */
export interface ExceptionFlags {
  readonly ignore: readonly string[];
  readonly vex: readonly string[];
  readonly severity?: string;
  readonly onlyFixed?: boolean;
}

/** What is read where no `--ignore` is written, when it is there. */
const defaultIgnoreFile = '.imgscanignore';
const maxBytes = 64 * 1024 * 1024;

export function addExceptionOptions(command: Command): Command {
  return command
    .option(
      '--ignore <file>',
      `findings that are accepted, one a line (default: ${defaultIgnoreFile} where there is one); repeatable`,
      append,
      [],
    )
    .option('--vex <file>', 'what OpenVEX, CSAF or CycloneDX say of vulnerabilities; repeatable', append, [])
    .option('--severity <list>', 'findings of a severity or worse (high), or of a list (high,critical)')
    .option('--only-fixed', 'vulnerabilities that have a fixed version');
}

/** USAGE for a file that cannot be read or is none; LIMIT_EXCEEDED for one that is too large. */
export async function readExceptions(flags: ExceptionFlags): Promise<Exceptions> {
  const files =
    flags.ignore.length === 0 && (await exists(defaultIgnoreFile)) ? [defaultIgnoreFile] : flags.ignore;
  const ignored = await Promise.all(
    files.map(async (file) => parseIgnoreFile((await readBytes(file, '--ignore')).toString('utf8'), file)),
  );
  return {
    ignored: ignored.flat(),
    vex: await Promise.all(flags.vex.map(readDocument)),
    filters: [
      ...(flags.severity === undefined ? [] : [parseSeverity(flags.severity)]),
      ...(flags.onlyFixed === true ? [onlyFixed] : []),
    ],
  };
}

async function readDocument(file: string): Promise<VexDocument> {
  const document = readVex(await readBytes(file, '--vex'), file);
  if (document !== undefined) return document;
  throw new ImgscanError(
    'USAGE',
    `--vex ${file}: expected OpenVEX, CSAF or CycloneDX with vulnerabilities as JSON, found something else`,
  );
}

async function readBytes(file: string, option: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) {
      throw new ImgscanError(
        'LIMIT_EXCEEDED',
        `${option} ${file} has ${size} bytes, at most ${maxBytes} are read`,
      );
    }
    return await readFile(file);
  } catch (cause) {
    if (cause instanceof ImgscanError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImgscanError('USAGE', `${option} ${file} cannot be read: ${reason}`, { cause });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
