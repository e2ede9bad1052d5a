/** `imgscan db status`: which advisories the store has, how old they are and where they came from. */
import { type Feed, type Manifest, readManifest } from '../../advisory/store/manifest.ts';
import { ImgscanError } from '../../errors.ts';
import { escapeText, formatBytes, padEnd, padStart } from '../../report/text.ts';
import { directoryOf, type StoreFlags } from '../advisory-options.ts';
import { writeStdout } from '../outputs.ts';

/** The command's options as commander hands them over. */
export interface StatusFlags extends StoreFlags {
  readonly format: string;
}

export async function statusCommand(flags: StatusFlags): Promise<void> {
  const directory = directoryOf(flags);
  const manifest = readManifest(directory);
  if (flags.format === 'json') {
    await writeStdout(`${JSON.stringify({ directory, ...manifest }, undefined, 2)}\n`);
    return;
  }
  if (flags.format !== 'table') {
    throw new ImgscanError('USAGE', `unknown format ${JSON.stringify(flags.format)}, expected table or json`);
  }
  await writeStdout(render(directory, manifest));
}

function render(directory: string, manifest: Manifest | undefined): string {
  const feeds = Object.entries(manifest?.feeds ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (feeds.length === 0) {
    return `no advisories but the bundled ones; imgscan db update Debian npm ... loads them into ${escapeText(directory)}\n`;
  }
  const rows = feeds.map(([name, feed]) => [
    name,
    feed.records.toLocaleString('en'),
    feed.newest?.slice(0, 10) ?? '',
    feed.updated.slice(0, 16).replace('T', ' '),
    formatBytes(bytesOf(feed)),
    feed.skipped === 0 ? '' : `${feed.skipped} skipped`,
  ]);
  const table = [['feed', 'records', 'newest', 'updated (UTC)', 'size', ''], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) =>
        (column === 1 || column === 4 ? padStart : padEnd)(escapeText(cell), widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const total = feeds.reduce((sum, [, feed]) => sum + bytesOf(feed), 0);
  const from = manifest?.base === undefined ? '' : `, from ${manifest.base}`;
  return `${lines.join('\n')}\n\n${formatBytes(total)} in ${escapeText(directory)}${escapeText(from)}\n`;
}

function bytesOf({ segments }: Feed): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}
