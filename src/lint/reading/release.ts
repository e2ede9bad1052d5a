/** The distribution release that an image's name says. */
import type { Catalog, CatalogEndOfLife } from '../../model/catalog.ts';
import { type BaseFacts, catalogBase } from '../facts.ts';
import { officialName, readImageName } from './image-name.ts';

/** Code names of releases, which tags use. https://www.debian.org/releases/ https://wiki.ubuntu.com/Releases */
const codeNames: ReadonlyMap<string, readonly [osId: string, versionId: string]> = new Map([
  ['jessie', ['debian', '8']],
  ['stretch', ['debian', '9']],
  ['buster', ['debian', '10']],
  ['bullseye', ['debian', '11']],
  ['bookworm', ['debian', '12']],
  ['trixie', ['debian', '13']],
  ['trusty', ['ubuntu', '14.04']],
  ['xenial', ['ubuntu', '16.04']],
  ['bionic', ['ubuntu', '18.04']],
  ['focal', ['ubuntu', '20.04']],
  ['jammy', ['ubuntu', '22.04']],
  ['noble', ['ubuntu', '24.04']],
]);
/** Images that are a distribution, and its os-release ID. */
const distributions: ReadonlyMap<string, string> = new Map([
  ['almalinux', 'almalinux'],
  ['alpine', 'alpine'],
  ['amazonlinux', 'amzn'],
  ['centos', 'centos'],
  ['debian', 'debian'],
  ['fedora', 'fedora'],
  ['oraclelinux', 'ol'],
  ['rockylinux', 'rocky'],
  ['ubuntu', 'ubuntu'],
]);

/** When support ends for what the name says: `debian:9-slim`, `node:14-buster`, `python:3.9-alpine3.12`. */
export function baseRelease(catalog: Catalog, name: string): CatalogEndOfLife | undefined {
  const official = officialName(name);
  const tag = readImageName(name).tag ?? '';
  const row = catalogBase(catalog.bases, name);
  const find = (osId: string, versionId: string): CatalogEndOfLife | undefined =>
    catalog.endOfLife.find((one) => one.osId === osId && one.versionId === versionId);
  if (row?.osId !== undefined && row.osVersionId !== undefined) return find(row.osId, row.osVersionId);
  if (official === undefined) return undefined;
  for (const part of tag.split(/[-_]/)) {
    const known = codeNames.get(part);
    if (known !== undefined) return find(...known);
    const alpine = /^alpine(\d+\.\d+)/.exec(part)?.[1];
    if (alpine !== undefined) return find('alpine', alpine);
  }
  const osId = distributions.get(official);
  const numbers = /^v?(\d+)(?:\.(\d+))?/.exec(tag);
  if (osId === undefined || numbers === null) return undefined;
  const [, major = '', minor] = numbers;
  return (minor === undefined ? undefined : find(osId, `${major}.${minor}`)) ?? find(osId, major);
}

/** When support ends for what is in an image of any name: by its packages, and by the labels that builders leave. */
export function releaseInside(catalog: Catalog, facts: BaseFacts | undefined): CatalogEndOfLife | undefined {
  if (facts === undefined) return undefined;
  const { config, advisories } = facts;
  const { osId, osVersionId = '' } = advisories ?? {};
  // Alpine's releases have two numbers, its os-release three.
  const version = osId === 'alpine' ? osVersionId.split('.').slice(0, 2).join('.') : osVersionId;
  const known = catalog.endOfLife.find((one) => one.osId === osId && one.versionId === version);
  if (known !== undefined) return known;
  const label = (name: string): string =>
    Object.hasOwn(config.labels, name) ? (config.labels[name] ?? '') : '';
  const base = label('org.opencontainers.image.base.name');
  const distribution = `${label('org.opencontainers.image.ref.name')}:${label('org.opencontainers.image.version')}`;
  return baseRelease(catalog, base) ?? baseRelease(catalog, distribution);
}
