/** What is said of a rewrite beside its Dockerfile, for people. */
import type { Rewrite, RewriteFootprint } from '../model/rewrite.ts';

const headings: Readonly<Record<Rewrite['outcome'], string>> = {
  rewritten: 'Besides:',
  partial: 'The rest is not rewritten:',
  refused: 'Not rewritten:',
  unchanged: 'Nothing changes:',
};

/** Lines for standard error; what comes from the image is escaped. */
export function explainRewrite(result: Rewrite): string {
  const { title, changes, unproven, reasons, today, final, dockerignore } = result;
  const list = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [heading, ...lines.map((line) => `  - ${line}`)];
  const sums =
    today === undefined || final?.predicted === undefined ? [] : compareSums(today, final.predicted);
  const lines = [
    ...(title === undefined ? [] : [title]),
    ...sums,
    ...list(
      'Changes:',
      changes.map(({ what, why }) => `${what}: ${why}`),
    ),
    ...list(
      'There is no .dockerignore, and the whole directory is copied. It could be:',
      dockerignore?.trimEnd().split('\n') ?? [],
    ),
    ...list('Unproven, to be checked by a build and a run:', unproven),
    ...list(headings[result.outcome], reasons),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}

function compareSums(before: RewriteFootprint, after: RewriteFootprint): readonly string[] {
  const total = ({ advisories }: RewriteFootprint): number =>
    Object.values(advisories).reduce((sum, count) => sum + count, 0);
  const mb = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
  return [
    'Predicted, from today:',
    `  bytes            ${mb(before.bytes)} MB to ${mb(after.bytes)} MB`,
    `  packages         ${before.packages} to ${after.packages}`,
    `  shells           ${before.shells} to ${after.shells}`,
    `  setuid, setgid   ${before.setuid} to ${after.setuid}`,
    `  vulnerabilities  ${total(before)} to ${total(after)}`,
  ];
}

const plain = (line: string): string => line.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '?');
