/** Who built a system package, where that was not the distribution: its advisories speak of its own builds. */
import type { OperatingSystem } from '../model/footprint.ts';
import type { Package } from '../model/package.ts';

/** How the vendor of a distribution's own rpms begins, by os-release ID. */
const vendors: Readonly<Record<string, RegExp>> = {
  almalinux: /^AlmaLinux/,
  azurelinux: /^Microsoft/,
  centos: /^(?:CentOS|Red Hat)/,
  mageia: /^Mageia/,
  mariner: /^Microsoft/,
  openEuler: /openeuler/i,
  'opensuse-leap': /^(?:openSUSE|SUSE)/,
  'opensuse-tumbleweed': /^openSUSE/,
  photon: /^(?:VMware|Broadcom)/,
  rhel: /^Red Hat/,
  rocky: /^Rocky/,
  sles: /^(?:openSUSE|SUSE)/,
};

/** Marks that well-known repositories leave in the versions of their Debian packages. */
const versionMarks: readonly (readonly [RegExp, string])[] = [
  [/nodesource/, 'NodeSource'],
  [/\.pgdg\d/, 'PostgreSQL'],
  [/sury\.org|\+0~\d+\.\d+\+debian/, 'sury.org'],
  [/ppa\d|~ppa/, 'a PPA'],
];

/** Debian's maintainers have addresses anywhere: only those are told that are known to have a repository. */
const maintainers: readonly (readonly [RegExp, string])[] = [
  [/\bapache\.jfrog\.io|@apache\.org>/, 'Apache'],
  [/@(?:[a-z]+\.)?docker\.com>|^Docker\b/i, 'Docker'],
  [/@nodesource\.com>/, 'NodeSource'],
  [/@(?:nginx\.(?:com|org)|f5\.com)>/, 'nginx.org'],
  [/@microsoft\.com>/, 'Microsoft'],
  [/@(?:10gen|mongodb)\.com>/, 'MongoDB'],
  [/@hashicorp\.com>/, 'HashiCorp'],
  [/@elastic\.co>|^Elastic/, 'Elastic'],
  [/@nvidia\.com>/, 'NVIDIA'],
  [/@google\.com>|^Chrome Linux Team/, 'Google'],
  [/@(?:oracle|mysql)\.com>|^MySQL /, 'Oracle'],
  [/@grafana\.com>|^Grafana /, 'Grafana'],
  [/@gitlab\.com>/, 'GitLab'],
  [/@github\.com>|^GitHub$/, 'GitHub'],
  [/@cloudflare\.com>/, 'Cloudflare'],
  [/@datadoghq\.com>/, 'Datadog'],
  [/@(?:redis\.(?:io|com)|redislabs\.com)>/, 'Redis'],
  [/@azul\.com>/, 'Azul'],
  [/@amazon\.com>|^Amazon/, 'Amazon'],
  [/@influxdata\.com>/, 'InfluxData'],
  [/@confluent\.io>/, 'Confluent'],
  [/@mariadb\.(?:org|com)>/, 'MariaDB'],
];

/**
 * Who packages for apk is told by name alone: its database keeps no repository, and Alpine's maintainers have addresses
 * of companies too. https://wiki.alpinelinux.org/wiki/Apk_spec
 */
const apkPackagers: typeof maintainers = [[/<nginx-packaging@f5\.com>/, 'nginx.org']];

/** Undefined for the distribution's own build, and where the record does not tell. */
export function otherBuilder(
  { type, version, maintainer }: Package,
  os: OperatingSystem | undefined,
): string | undefined {
  if (type === 'rpm') return otherVendor(maintainer, os);
  const told = (marks: typeof maintainers, text: string) => marks.find(([mark]) => mark.test(text))?.[1];
  if (type === 'apk') return told(apkPackagers, maintainer ?? '');
  if (type !== 'deb') return undefined;
  return told(versionMarks, version) ?? told(maintainers, maintainer ?? '');
}

function otherVendor(vendor: string | undefined, os: OperatingSystem | undefined): string | undefined {
  const own = vendors[os?.id ?? ''];
  return vendor === undefined || own === undefined || own.test(vendor) ? undefined : vendor.slice(0, 100);
}
