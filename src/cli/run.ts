/** Runs one command line to its exit code: parses, wires Ctrl-C, turns every failure into a clear message. */
import { CommanderError } from 'commander';
import { exitCodes, ImgscanError } from '../errors.ts';
import { escapeText } from '../report/text.ts';
import { createProgram } from './program.ts';

/** Time that an aborted scan gets to close sockets and delete what it spooled before the process ends anyway, ms. */
const abortGraceMs = 500;

/** `argv` as `process.argv`. Never throws. */
export async function run(argv: readonly string[]): Promise<number> {
  const controller = new AbortController();
  let exitCode = 0;
  const onSignal = (): void => {
    controller.abort(new ImgscanError('ABORTED', 'aborted'));
    setTimeout(() => process.exit(exitCodes.ABORTED), abortGraceMs).unref();
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const program = createProgram(controller.signal, (code) => {
      exitCode = code;
    });
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    return report(error, controller.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

function report(error: unknown, signal: AbortSignal): number {
  // commander has printed its own message, or help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.USAGE;
  if (signal.aborted) {
    process.stderr.write('imgscan: aborted\n');
    return exitCodes.ABORTED;
  }
  if (error instanceof ImgscanError) {
    const lines = [error.message, ...(error.hint === undefined ? [] : [error.hint])];
    // A message may point at a character in its second line, so line breaks of our own are kept.
    const text = lines.flatMap((line) => line.split('\n')).map(escapeText);
    process.stderr.write(`imgscan: ${text.join('\n  ')}\n`);
    return exitCodes[error.code];
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `imgscan: a bug in imgscan, please report it with this text:\n${detail.split('\n').map(escapeText).join('\n')}\n`,
  );
  return exitCodes.INTERNAL;
}
