/** Platforms: parsing, printing, and which image runs on which. https://github.com/containerd/platforms */
import { ImgscanError } from '../errors.ts';
import type { Platform } from '../model/image.ts';

const operatingSystems = new Set([
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'solaris',
  'wasip1',
  'windows',
]);

/** Names that users and `uname -m` use for Go's. */
const architectureAliases: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['x64', 'amd64'],
  ['i386', '386'],
  ['i486', '386'],
  ['i586', '386'],
  ['i686', '386'],
  ['ia32', '386'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm/v7'],
  ['armel', 'arm/v6'],
  ['ppc64el', 'ppc64le'],
]);

/**
 * Parses `os/architecture[/variant]`; `arm64` alone is linux, `linux` alone has the host's architecture.
 * USAGE when it is neither.
 */
export function parsePlatform(text: string): Platform {
  const parts = text.trim().toLowerCase().split('/');
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) throw invalid(text);
  const [first = '', second, third] = parts;
  if (second === undefined) {
    if (operatingSystems.has(first)) return { ...hostPlatform(), os: first };
    return toPlatform(text, 'linux', first, undefined);
  }
  if (!operatingSystems.has(first)) throw invalid(text);
  return toPlatform(text, first, second, third);
}

function toPlatform(text: string, os: string, name: string, variant: string | undefined): Platform {
  const [architecture = '', implied] = (architectureAliases.get(name) ?? name).split('/');
  if (!/^[a-z0-9]+$/.test(architecture)) throw invalid(text);
  const chosen = variant ?? implied;
  return { os, architecture, ...(chosen === undefined ? {} : { variant: chosen }) };
}

function invalid(text: string): ImgscanError {
  return new ImgscanError(
    'USAGE',
    `not a platform: expected os/architecture[/variant], found ${JSON.stringify(text.slice(0, 100))}`,
    { hint: 'write for example linux/amd64, linux/arm64 or linux/arm/v7' },
  );
}

/** linux with this machine's architecture: containers on other systems run in a Linux of the same one. */
export function hostPlatform(architecture: string = process.arch): Platform {
  if (architecture === 'ppc64') return { os: 'linux', architecture: 'ppc64le' };
  return { os: 'linux', architecture: architectureAliases.get(architecture) ?? architecture };
}

/** `linux/amd64`, `linux/arm64/v8`. */
export function formatPlatform(platform: Platform): string {
  const variant = platform.variant === undefined ? '' : `/${platform.variant}`;
  return `${platform.os}/${platform.architecture}${variant}`;
}

/**
 * How well an image of `offered` runs where `wanted` is asked for: 0 is exact, more is an older variant,
 * undefined means not at all. `arm` without variant is v7, `arm64` v8, `amd64` v1.
 */
export function platformDistance(wanted: Platform, offered: Platform): number | undefined {
  if (wanted.os !== offered.os || wanted.architecture !== offered.architecture) return undefined;
  if (wanted.osVersion !== undefined && offered.osVersion !== wanted.osVersion) return undefined;
  const wantedVariant = wanted.variant ?? impliedVariant(wanted.architecture);
  const offeredVariant = offered.variant ?? impliedVariant(offered.architecture);
  if (wantedVariant === offeredVariant) return 0;
  const most = variantNumber(wantedVariant);
  const found = variantNumber(offeredVariant);
  return most === undefined || found === undefined || found > most ? undefined : most - found;
}

function impliedVariant(architecture: string): string {
  switch (architecture) {
    case 'arm':
      return 'v7';
    case 'arm64':
      return 'v8';
    case 'amd64':
      return 'v1';
    default:
      return '';
  }
}

/** `v8` is 8, `v8.2` 8.2; other variants have no order. */
function variantNumber(variant: string): number | undefined {
  const match = /^v(\d{1,3}(?:\.\d{1,3})?)$/.exec(variant);
  return match === null ? undefined : Number(match[1]);
}
