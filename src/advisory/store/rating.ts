/** Severity, vector and score as entries and records hold them. */
import type { Advisory } from '../../model/advisory.ts';
import type { Severity } from '../../model/finding.ts';
import { decodeText } from './values.ts';

/** How bad a record says its trouble is, of one package or of all. */
export type StoredRating = Pick<Advisory, 'severity' | 'cvss' | 'score'>;

export const unrated: StoredRating = { severity: 'unknown' };

export function packRating({ severity, cvss = '', score = -1 }: StoredRating): readonly unknown[] {
  return [severity, cvss, score];
}

export function unpackRating([severity, cvss, score]: readonly unknown[]): StoredRating {
  return {
    severity: decodeSeverity(severity),
    ...(cvss === '' ? {} : { cvss: decodeText(cvss) }),
    ...(typeof score === 'number' && score >= 0 ? { score } : {}),
  };
}

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info', 'unknown'];

function decodeSeverity(value: unknown): Severity {
  return severities.find((known) => known === value) ?? 'unknown';
}
