/** A name of a result that outlives rebuilds: no version, digest or line number is in it. */
import { createHash } from 'node:crypto';
import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { stableSubjectOf } from '../subject.ts';

/** Names results one after the other; those that nothing tells apart are numbered in the report's order. */
export function createFingerprinter(report: Report): (finding: Finding) => string {
  const seen = new Map<string, number>();
  const subject = stableSubjectOf(report);
  return (finding) => {
    const hash = createHash('sha256')
      .update(JSON.stringify([subject, ...identityOf(finding)]))
      .digest('hex');
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return `${hash.slice(0, 32)}:${count}`;
  };
}

/** Paths name versions too: `requests-2.31.0.dist-info`. In a Dockerfile the line's text stays where its number moves. */
function identityOf({
  id,
  location,
  package: pkg,
  evidence,
  excerpt,
}: Finding): readonly (string | undefined)[] {
  const path = location.path?.replace(/\d+(?:\.\d+)+/g, '*');
  const text = location.file === undefined ? undefined : (excerpt?.lines[0]?.trim() ?? evidence[0]?.value);
  return [id, pkg?.type, pkg?.name, path, location.file, text];
}
