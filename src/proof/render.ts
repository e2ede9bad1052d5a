/** A proof for people: the verdict, what was checked, before and after. */
import type { Proof } from '../model/proof.ts';
import { escapeText, formatBytes, padEnd, padStart } from '../report/text.ts';

/** Lines that end with a newline; what comes from images and builders is escaped. */
export function renderProof(proof: Proof): string {
  const { verdict, builder, reasons, checks, before, after, tries, missing } = proof;
  const by = builder === undefined ? '' : ` (${builder})`;
  const lines = [
    `Proof: ${verdict}${by}`,
    ...reasons.map((reason) => `  ${reason}`),
    ...checks.map(({ passed, message }) => `  ${passed ? 'ok    ' : 'FAILED'} ${message}`),
    ...(verdict === 'failed' && missing.length > 0 ? [`  missing: ${missing.join(', ')}`] : []),
    ...tries.slice(1).map(({ kept }, index) => `  repair ${index + 1}: --keep ${kept.join(' --keep ')}`),
    ...(before === undefined || after === undefined ? [] : compared(before, after)),
  ];
  return `${lines.map(escapeText).join('\n')}\n`;
}

type Sums = NonNullable<Proof['before']>;

function compared(before: Sums, after: Sums): readonly string[] {
  const row = (name: string, a: string, b: string): string =>
    `  ${padEnd(name, 16)}${padStart(a, 12)}${padStart(b, 12)}`;
  const count = (name: string, key: Exclude<keyof Sums, 'bytes'>): string =>
    row(name, `${before[key]}`, `${after[key]}`);
  return [
    row('', 'before', 'after'),
    row('bytes', formatBytes(before.bytes), formatBytes(after.bytes)),
    count('packages', 'packages'),
    count('shells', 'shells'),
    count('setuid, setgid', 'setuid'),
    count('findings', 'findings'),
  ];
}
