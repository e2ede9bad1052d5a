/** FIRST's estimate of how likely each CVE is exploited in the next 30 days: a gzip of comma-separated lines. https://www.first.org/epss/data_stats */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImgscanError } from '../../errors.ts';
import { linesOf } from './changes.ts';
import type { ReadFeed } from './feed.ts';
import { readChunks } from './origin.ts';
import { fileFeed } from './single-file.ts';

const maxBytes = 512 * 1024 * 1024;
const line =
  /^(?<cve>CVE-\d{4}-\d{4,19}),(?<score>[01](?:\.\d{1,20})?(?:e-\d{1,2})?),(?<percentile>[01](?:\.\d{1,20})?)$/i;

export const epss: ReadFeed = fileFeed({
  files: [
    {
      url: 'https://epss.empiricalsecurity.com/epss_scores-current.csv.gz',
      path: ['epss_scores-current.csv.gz'],
    },
  ],
  wants: () => false,
  async read([opened], { builder, intake }) {
    if (opened === undefined) return { read: 0 };
    let read = 0;
    let newest = opened.modified;
    for await (const text of linesOf(expand(opened.file, opened.name))) {
      const found = line.exec(text)?.groups;
      if (found !== undefined) {
        const { cve = '', score, percentile } = found;
        builder.putExploitation(cve.toUpperCase(), 'epss', {
          epss: Number(score),
          epssPercentile: Number(percentile),
        });
        read += 1;
      }
      newest = /^#.*score_date:(\d{4}-\d\d-\d\dT[\d:]+)/.exec(text)?.[1] ?? newest;
      await intake.pause();
    }
    if (read === 0) throw new ImgscanError('ADVISORY_INVALID', `${opened.name}: no line of it is a score`);
    return { read, newest: newest.length === 19 ? `${newest}Z` : newest };
  },
});

/** Bounded whatever the file expands to. */
async function* expand(file: number, name: string): AsyncGenerator<Uint8Array, void, undefined> {
  // The reader's chunks share their memory, and the inflater takes its time.
  const copies = function* () {
    for (const chunk of readChunks(file)) yield Buffer.from(chunk);
  };
  const gunzip = createGunzip();
  const source = Readable.from(copies());
  source.on('error', (error) => gunzip.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of source.pipe(gunzip)) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new ImgscanError('LIMIT_EXCEEDED', `${name}: expands to more than ${maxBytes} bytes`);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof ImgscanError) throw cause;
    throw new ImgscanError('ADVISORY_INVALID', `${name}: no gzip, or damaged`, { cause });
  } finally {
    source.destroy();
  }
}
