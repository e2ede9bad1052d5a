/** What a report is about, as CI systems name it, and what each finding says without it. */
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';

/** `example.org/app:1.2`, `sbom:bom.json`; absent for a review of Dockerfiles, where each finding names its file. */
export function subjectOf({ image, sbom }: Report): string | undefined {
  return image?.reference ?? sbom?.reference;
}

/** The same for every build of an image: without tag and digest. */
export function stableSubjectOf(report: Report): string {
  const subject = subjectOf(report) ?? 'dockerfile';
  return subject.replace(/@sha(?:256|512):[0-9a-f]+$/, '').replace(/:[\w][\w.-]*$/, '');
}

/** A vulnerability's title without the package that it was found in: `net/netip answers wrongly`. */
export function summaryOf({ title, package: pkg }: Finding): string {
  const prefix = pkg === undefined ? '' : `${pkg.name} ${pkg.version}: `;
  return title.startsWith(prefix) ? title.slice(prefix.length) : title;
}

/** `/usr/bin/app`, `Dockerfile:3`, or nothing. */
export function placeOf({ location }: Finding): string {
  const { file, path, line } = location;
  const name = file ?? (path === undefined ? '' : `/${path}`);
  return name === '' || line === undefined ? name : `${name}:${line}`;
}
