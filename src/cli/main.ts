#!/usr/bin/env node
/** The program's entry: answers --version at once, else hands over to the commands; the only place that exits. */
import { version } from './version.ts';

// A reader that has gone (`| head`) or a full disk is told to whoever writes; unheard it would end the process.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const [first, ...rest] = process.argv.slice(2);
if (rest.length === 0 && (first === '--version' || first === '-V')) {
  process.stdout.write(`${version}\n`);
} else {
  const { run } = await import('./run.ts');
  process.exitCode = await run(process.argv);
}
