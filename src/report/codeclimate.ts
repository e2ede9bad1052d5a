/** Code Climate's stream of issues, each ended by a NUL. https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md#output */
import { renderDocuments } from './document.ts';
import { issuesOf } from './quality/issues.ts';
import type { Reporter } from './reporter.ts';

export const codeclimate: Reporter = {
  name: 'codeclimate',
  render: (reports) =>
    reports
      .flatMap(issuesOf)
      .map((issue) => `${renderDocuments([issue], false).trimEnd()}\u0000\n`)
      .join(''),
};
