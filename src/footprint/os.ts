/** Which distribution the image is, from os-release(5) or the older version files. https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
import type { LiveFile, LocatedEvidence, OperatingSystem } from '../model/footprint.ts';
import type { OsReleaseEvidence } from '../model/layer.ts';
import { resolvePath } from './resolve.ts';

/** Best first: os-release(5) says to read `/etc` before `/usr/lib`. */
const places = [
  'etc/os-release',
  'usr/lib/os-release',
  'etc/lsb-release',
  'etc/alpine-release',
  'etc/debian_version',
] as const;

/** The image's operating system as its live files say; undefined when none of them does. */
export function findOperatingSystem(
  evidence: readonly LocatedEvidence[],
  files: ReadonlyMap<string, LiveFile>,
): OperatingSystem | undefined {
  const found = new Map<string, OsReleaseEvidence>();
  for (const item of evidence) if (item.kind === 'os-release' && item.live) found.set(item.path, item);
  for (const place of places) {
    const release = found.get(resolvePath(files, place) ?? place);
    const os = release === undefined ? undefined : readRelease(release);
    if (os !== undefined) return os;
  }
  return undefined;
}

/** One release file as an operating system; undefined when it names none. */
export function readRelease({ path, fields }: OsReleaseEvidence): OperatingSystem | undefined {
  const field = (name: string): string | undefined =>
    Object.hasOwn(fields, name) && fields[name] !== '' ? fields[name] : undefined;
  const id = (field('ID') ?? field('DISTRIB_ID'))?.toLowerCase();
  if (id === undefined) return undefined;
  const versionId =
    path === 'etc/debian_version'
      ? debianRelease(field('VERSION'))
      : (field('VERSION_ID') ??
        field('DISTRIB_RELEASE') ??
        (path === 'etc/alpine-release' ? field('VERSION') : undefined));
  const codename = field('VERSION_CODENAME') ?? field('DISTRIB_CODENAME');
  const prettyName = field('PRETTY_NAME') ?? field('DISTRIB_DESCRIPTION');
  return {
    id,
    ...(versionId !== undefined && { versionId }),
    ...(codename !== undefined && { codename }),
    ...(prettyName !== undefined && { prettyName }),
    idLike: (field('ID_LIKE') ?? '').split(/\s+/).filter((other) => other !== ''),
  };
}

/** debian_version holds a point release, `12.5`, or for testing `trixie/sid`, which is no version. */
function debianRelease(version: string | undefined): string | undefined {
  return /^(\d+)(?:\.\d+)*$/.exec(version ?? '')?.[1];
}
