/** Progress of an update, feed by feed, on standard error: one line that is redrawn on a terminal, plain lines else. */
import type { UpdateProgress } from '../advisory/update/update.ts';
import { escapeText } from '../report/text.ts';

export interface FeedProgress {
  readonly onProgress: (progress: UpdateProgress) => void;
  /** Clears what was drawn. */
  done(): void;
}

export function createFeedProgress(
  flags: { readonly quiet?: boolean; readonly progress?: boolean },
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>,
): FeedProgress {
  if (flags.quiet === true || (flags.progress !== true && stream.isTTY !== true)) {
    return { onProgress: () => undefined, done: () => undefined };
  }
  let drawn = '';
  const draw = (text: string): void => {
    const line = escapeText(text).slice(0, (stream.columns || 80) - 1);
    if (stream.isTTY) stream.write(`\r\u001b[0K${line}`);
    else if (line !== drawn && line !== '') stream.write(`${line}\n`);
    drawn = line;
  };
  return {
    onProgress(progress) {
      if (progress.state === 'waiting') draw(`waiting for ${progress.holder}, which updates the advisories`);
      else if (progress.state === 'fetching' && (stream.isTTY || progress.records === 0)) {
        const count =
          progress.records === 0 ? 'fetching' : `${progress.records.toLocaleString('en')} records`;
        draw(`advisories ${progress.feed}: ${count}`);
      }
    },
    done: () => (stream.isTTY && drawn !== '' ? void stream.write('\r\u001b[0K') : undefined),
  };
}
