/** What each Dockerfile will make, in a few lines. */
import type { ByteRange, Report, ReportDockerfile } from '../../model/report.ts';
import { escapeText, formatBytes } from '../text.ts';
import { type Page, paragraph } from './page.ts';

/** Steps named beside the sum. */
const stepsShown = 3;

export function renderOutlook({ dockerfiles = [] }: Report, page: Page): readonly string[] {
  if (dockerfiles.length === 0) return [];
  return [
    page.style.bold('BEFORE THE BUILD'),
    ...dockerfiles.flatMap((dockerfile) => [
      `  ${page.style.bold(escapeText(dockerfile.file))}${dockerfile.target === undefined ? '' : escapeText(` (${dockerfile.target})`)}`,
      ...paragraph(describe(dockerfile), 4, page),
      ...largest(dockerfile, page),
    ]),
  ];
}

function describe({ base, user, exposedPorts, addedLayers, bytes, stageCount }: ReportDockerfile): string {
  return [
    ...(base === undefined
      ? []
      : [`from ${base.name}${base.tarBytes === undefined ? '' : ` (${formatBytes(base.tarBytes)})`}`]),
    ...(stageCount > 1 ? [`${stageCount} stages`] : []),
    describeUser(user),
    exposedPorts.length === 0 ? 'no ports' : `ports ${exposedPorts.join(', ')}`,
    `${addedLayers} layer${addedLayers === 1 ? '' : 's'} added`,
    formatRange(bytes),
  ].join(' · ');
}

function describeUser({ name, from, isRoot }: ReportDockerfile['user']): string {
  if (from === 'unknown') return "the base's user";
  if (name === undefined) return 'user known at build time only';
  const who = isRoot === true ? 'root' : `user ${name}`;
  return from === 'base' ? `${who} (from the base)` : who;
}

function largest({ steps }: ReportDockerfile, page: Page): readonly string[] {
  const known = steps.filter(({ least, most }) => least > 1_000_000 || (most ?? 0) > 1_000_000);
  return known
    .toSorted((a, b) => (b.most ?? b.least) - (a.most ?? a.least))
    .slice(0, stepsShown)
    .map((step) => page.style.dim(`    line ${step.line} ${step.keyword}: ${formatRange(step)}`));
}

function formatRange({ least, most }: ByteRange): string {
  if (most === undefined) return least === 0 ? 'size not known' : `${formatBytes(least)} or more`;
  return least === most ? formatBytes(least) : `${formatBytes(least)} to ${formatBytes(most)}`;
}
