/** Which OSV ecosystems hold the advisories of a Linux distribution's release. https://ossf.github.io/osv-schema/#defined-ecosystems */
import type { OperatingSystem } from '../model/footprint.ts';

export interface Distribution {
  /** The most exact first; what it says of an advisory counts before what the others say. */
  readonly ecosystems: readonly string[];
  /** Set where its packages are another distribution's, mostly unchanged: that one's name, `Debian 12`. */
  readonly derivedFrom?: string;
  /** True for one whose advisories are published in other formats alone. */
  readonly isElsewhere?: boolean;
}

/** Nothing for one that is not known, and for one that no feed of OSV's format speaks of. */
export function distributionOf(os: OperatingSystem): Distribution {
  const version = os.versionId ?? '';
  const major = /^\d+/.exec(version)?.[0];
  if (elsewhere.has(os.id)) return { ecosystems: [], isElsewhere: true };
  return (
    debianLike(os, version, major) ?? rpmLike(os, version, major) ?? withApkOrPacman(os, version) ?? unknown
  );
}

const unknown: Distribution = { ecosystems: [] };

/** Amazon, Fedora, Gentoo, Kali, NixOS and Oracle: nothing of OSV's speaks of them, and another's word is not theirs. */
const elsewhere: ReadonlySet<string> = new Set(['amzn', 'fedora', 'gentoo', 'kali', 'nixos', 'ol']);

/** Debian's releases that had no number yet when they were named. */
const debianNumbers: Readonly<Record<string, string>> = { trixie: '13', forky: '14', duke: '15' };

/** Releases of Ubuntu that others are made from, by their own major version. */
const ubuntuBases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  elementary: { '6': '20.04', '7': '22.04', '8': '24.04' },
  linuxmint: { '19': '18.04', '20': '20.04', '21': '22.04', '22': '24.04' },
  zorin: { '16': '20.04', '17': '22.04', '18': '24.04' },
};

function debianLike(
  os: OperatingSystem,
  version: string,
  major: string | undefined,
): Distribution | undefined {
  switch (os.id) {
    case 'debian':
      return { ecosystems: major === undefined ? debianInTheMaking(os) : [`Debian:${major}`] };
    case 'raspbian':
      return major === undefined
        ? unknown
        : { ecosystems: [`Debian:${major}`], derivedFrom: `Debian ${major}` };
    case 'devuan': {
      // Devuan n is built from Debian n + 7: its release 5, daedalus, takes its packages from Debian 12.
      const number = major === undefined ? undefined : Number(major) + 7;
      return number === undefined
        ? unknown
        : { ecosystems: [`Debian:${number}`], derivedFrom: `Debian ${number}` };
    }
    case 'ubuntu':
      return { ecosystems: ubuntu(version) };
    case 'neon':
    case 'pop':
      return { ecosystems: ubuntu(version), derivedFrom: `Ubuntu ${version}` };
    case 'elementary':
    case 'linuxmint':
    case 'zorin': {
      const base = ubuntuBases[os.id]?.[major ?? ''];
      return base === undefined ? unknown : { ecosystems: ubuntu(base), derivedFrom: `Ubuntu ${base}` };
    }
    case 'echo':
      return { ecosystems: ['Echo'] };
    default:
      return undefined;
  }
}

/** Testing and sid have a code name at most; testing's packages come from sid. */
function debianInTheMaking({ codename = '', prettyName = '' }: OperatingSystem): readonly string[] {
  const name = /\b([a-z]+)\/sid\b/.exec(prettyName)?.[1] ?? codename;
  if (name === '') return [];
  const number = debianNumbers[name];
  return number === undefined ? ['Debian:sid'] : [`Debian:${number}`, 'Debian:sid'];
}

/**
 * Long-term releases come in April of even years and carry a suffix in OSV's own data. After five years, Canonical
 * speaks of them in the records of Ubuntu Pro alone.
 */
function ubuntu(version: string): readonly string[] {
  if (!/^\d\d\.\d\d$/.test(version)) return [];
  const isLongTerm = version.endsWith('.04') && Number(version.slice(0, 2)) % 2 === 0;
  if (!isLongTerm) return [`Ubuntu:${version}`];
  return [`Ubuntu:${version}:LTS`, `Ubuntu:${version}`, `Ubuntu:Pro:${version}:LTS`];
}

function withApkOrPacman(os: OperatingSystem, version: string): Distribution | undefined {
  switch (os.id) {
    case 'alpine':
      return { ecosystems: alpine(version) };
    case 'alpaquita':
      return { ecosystems: version === '' ? [] : [`Alpaquita:${version}`] };
    case 'bellsoft-hardened-containers':
      return { ecosystems: version === '' ? [] : [`BellSoft Hardened Containers:${version}`] };
    case 'chainguard':
      return { ecosystems: ['Chainguard', 'Wolfi'] };
    case 'cleanstart':
      return { ecosystems: ['CleanStart'] };
    case 'minimos':
      return { ecosystems: ['MinimOS'] };
    case 'wolfi':
      return { ecosystems: ['Wolfi'] };
    case 'arch':
      return { ecosystems: ['Arch Linux'] };
    default:
      return undefined;
  }
}

/** `3.20.3` is of branch v3.20; `3.21.0_alpha20240807` is of edge. */
function alpine(version: string): readonly string[] {
  if (version.includes('_alpha')) return ['Alpine:edge'];
  const branch = /^\d+\.\d+/.exec(version)?.[0];
  return branch === undefined ? [] : [`Alpine:v${branch}`];
}

function rpmLike(os: OperatingSystem, version: string, major: string | undefined): Distribution | undefined {
  if (version === '') return undefined;
  const release = major ?? version;
  switch (os.id) {
    case 'almalinux':
      return { ecosystems: [`AlmaLinux:${release}`] };
    case 'rocky':
      return { ecosystems: [`Rocky Linux:${release}`] };
    case 'rhel':
      return { ecosystems: redHat(release, version) };
    case 'centos':
      // CentOS Linux was rebuilt from Red Hat's sources; CentOS Stream runs ahead of them and is told nothing of.
      if (release !== '7' && (release !== '8' || os.prettyName?.includes('Stream') === true)) {
        return { ecosystems: [], isElsewhere: true };
      }
      return { ecosystems: redHat(release, version), derivedFrom: `Red Hat Enterprise Linux ${release}` };
    case 'azurelinux':
    case 'mariner':
      return { ecosystems: [`Azure Linux:${release}`] };
    case 'mageia':
      return { ecosystems: [`Mageia:${release}`] };
    case 'openEuler':
      return { ecosystems: [openEuler(os, version)] };
    case 'photon':
      return { ecosystems: [`Photon OS:${version}`] };
    default:
      return suse(os, version);
  }
}

/** Red Hat files its advisories under the end of the CPE of each repository that has the package. */
function redHat(major: string, version: string): readonly string[] {
  const stream = `Red Hat:enterprise_linux:${major}`;
  if (Number(major) < 8)
    return ['server', 'client', 'workstation', 'computenode'].map((name) => `${stream}::${name}`);
  if (Number(major) < 10) return ['baseos', 'appstream', 'crb'].map((name) => `${stream}::${name}`);
  // Since release 10 the minor release stands in its place; a fix of an older one is in a newer one too.
  const minor = Number(/^\d+\.(\d{1,2})/.exec(version)?.[1] ?? 0);
  return Array.from({ length: minor + 1 }, (_, index) => `${stream}.${minor - index}`);
}

/** `openEuler 22.03 (LTS-SP3)` is openEuler:22.03-LTS-SP3. */
function openEuler({ prettyName = '' }: OperatingSystem, version: string): string {
  const edition = /\((LTS(?:-SP\d+)?)\)/.exec(prettyName)?.[1];
  return `openEuler:${version}${edition === undefined ? '' : `-${edition}`}`;
}

/** Since 15, SUSE files what its server is made of under the modules that bring it. */
const suseModules: readonly string[] = [
  'Basesystem',
  'Server Applications',
  'Development Tools',
  'Web and Scripting',
  'Python 3',
  'Containers',
  'Desktop Applications',
  'Legacy',
  'Public Cloud',
];

function suse(os: OperatingSystem, version: string): Distribution | undefined {
  switch (os.id) {
    case 'opensuse-leap':
      return { ecosystems: [`openSUSE:Leap ${version}`] };
    case 'leap-micro':
    case 'opensuse-leap-micro':
      return { ecosystems: [`openSUSE:Leap Micro ${version}`] };
    case 'opensuse-tumbleweed':
      return { ecosystems: ['openSUSE:Tumbleweed'] };
    case 'sle-micro':
      return { ecosystems: [`SUSE:Linux Enterprise Micro ${version}`] };
    case 'sl-micro':
      return { ecosystems: [`SUSE:Linux Micro ${version}`] };
    case 'sles':
    case 'sles_sap':
      return { ecosystems: suseServer(version) };
    default:
      return undefined;
  }
}

/** `15.5` is 15 SP5; its long-term support has records of its own. */
function suseServer(version: string): readonly string[] {
  const [major = '', minor = '0'] = version.split('.');
  if (Number(major) > 15) return [`SUSE:Linux Enterprise Server ${version}`];
  const release = minor === '0' ? major : `${major} SP${minor}`;
  const server = `SUSE:Linux Enterprise Server ${release}`;
  const modules = major === '15' ? suseModules : [];
  return [
    server,
    ...modules.map((name) => `SUSE:Linux Enterprise Module for ${name} ${release}`),
    `${server}-LTSS`,
  ];
}
