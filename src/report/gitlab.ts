/** GitLab's Code Quality report: one JSON array. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
import { renderDocuments } from './document.ts';
import { issuesOf } from './quality/issues.ts';
import type { Reporter } from './reporter.ts';

export const gitlab: Reporter = {
  name: 'gitlab',
  render: (reports) => renderDocuments([reports.flatMap(issuesOf)], false),
};
