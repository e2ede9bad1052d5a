/** Which glibc a distribution's release has: a program runs on the version it was linked against, or a newer one. https://sourceware.org/glibc/wiki/Glibc%20Timeline */
import type { OperatingSystem } from '../model/footprint.ts';

const releases: ReadonlyMap<string, readonly (readonly [versionId: string, minor: number])[]> = new Map([
  [
    'debian',
    [
      ['10', 28],
      ['11', 31],
      ['12', 36],
      ['13', 41],
    ],
  ],
  [
    'ubuntu',
    [
      ['18.04', 27],
      ['20.04', 31],
      ['22.04', 35],
      ['24.04', 39],
      ['24.10', 40],
      ['25.04', 41],
      ['25.10', 42],
      ['26.04', 43],
    ],
  ],
  [
    'fedora',
    [
      ['40', 39],
      ['41', 40],
      ['42', 41],
      ['43', 42],
    ],
  ],
  [
    'rhel',
    [
      ['8', 28],
      ['9', 34],
      ['10', 39],
    ],
  ],
  [
    'amzn',
    [
      ['2', 26],
      ['2023', 34],
    ],
  ],
]);
const rebuilds: ReadonlySet<string> = new Set(['almalinux', 'centos', 'ol', 'rocky']);

/** N of glibc 2.N; undefined where it is not known. */
export function glibcOf(os: OperatingSystem | undefined): number | undefined {
  if (os?.versionId === undefined) return undefined;
  const id = rebuilds.has(os.id) ? 'rhel' : os.id;
  const version = id === 'rhel' ? os.versionId.replace(/\..*$/, '') : os.versionId;
  return releases.get(id)?.find(([known]) => known === version)?.[1];
}
