/** Changes that would end a result, as SARIF has them. https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317881 */
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { artifactOf } from './location.ts';

/** Nothing for a finding that has no change of its own. */
export function describeFixes(finding: Finding, report: Report): { readonly fixes?: readonly unknown[] } {
  const { change } = finding;
  if (change === undefined) return {};
  const note = change.safety === 'safe' ? '' : ' (look before applying)';
  return {
    fixes: [
      {
        description: { text: `${change.title}${note}` },
        artifactChanges: [
          {
            artifactLocation: artifactOf(finding, report),
            replacements: change.edits.map(({ line, column, endLine, endColumn, text }) => ({
              deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
              ...(text === '' ? {} : { insertedContent: { text } }),
            })),
          },
        ],
      },
    ],
  };
}
