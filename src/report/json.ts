/** The JSON report: the data as it is, keys in a fixed order, one report or a list of them. */
import type { Reporter } from './reporter.ts';

/** Control characters are escaped by JSON itself; DEL and C1, which it leaves, could steer a terminal. */
const escapeControls = (json: string): string =>
  json.replace(/[\u007f-\u009f\p{Zl}\p{Zp}\p{Cf}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

export const json: Reporter = {
  name: 'json',
  render: (reports, { list }) => `${escapeControls(JSON.stringify(list ? reports : reports[0], null, 2))}\n`,
};
