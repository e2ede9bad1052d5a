/** Distributions as the CSAF documents of their makers name them, by CPE. https://access.redhat.com/articles/csaf-and-vex-files */
import type { OperatingSystem } from '../../model/footprint.ts';

/** A release: `9` is all of its minor ones, `9.4` that one alone. */
export interface Platform {
  /** os-release ID. */
  readonly id: string;
  readonly version: string;
}

/** The product itself, its repositories (`::appstream`), and the streams that stay with a minor release. */
const redHat = /^cpe:\/[ao]:redhat:(?:enterprise_linux|rhel_(?:aus|e4s|els|eus|tus)):(\d+(?:\.\d+)?)(?::|$)/;

/** Undefined for a CPE of anything else. */
export function platformOf(cpe: string): Platform | undefined {
  const version = redHat.exec(cpe)?.[1];
  return version === undefined ? undefined : { id: 'rhel', version };
}

export function isPlatform({ id, version }: Platform, os: OperatingSystem | undefined): boolean {
  if (os?.id !== id || os.versionId === undefined) return false;
  return os.versionId === version || os.versionId.startsWith(`${version}.`);
}
