/** The JSON report: the data as it is, keys in a fixed order, one report or a list of them. */
import { renderDocuments } from './document.ts';
import type { Reporter } from './reporter.ts';

export const json: Reporter = {
  name: 'json',
  render: (reports, { list }) => renderDocuments(reports, list),
};
