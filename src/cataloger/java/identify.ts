/** Which packages one Java archive is and holds, by its Maven metadata, its manifest and its name. */
import { parseArchiveName } from './archive-name.ts';
import { findGroup } from './group.ts';
import type { Manifest } from './manifest.ts';
import { type Coordinates, isArtifact, isVersion } from './pom.ts';

/** What was read of one archive, nested ones apart. */
export interface ArchiveMetadata {
  /** Without directory. */
  readonly fileName: string;
  readonly manifest: Manifest;
  /** The package that holds most of its classes; empty where none does. */
  readonly javaPackage: string;
  /** The archive's own, and those of what was shaded into it. */
  readonly poms: readonly EmbeddedPom[];
}

/** A pom below META-INF/maven. */
export type EmbeddedPom = Coordinates & {
  readonly licenses: readonly string[];
  /** Where it lies: `META-INF/maven/org.slf4j/slf4j-api`. */
  readonly directory: string;
};

/** A package of the archive; the group is unknown where nothing names it. */
export type Identified = Omit<Coordinates, 'group'> & {
  readonly group?: string;
  /** The group was concluded from names, manifest and classes. */
  readonly isGroupGuessed?: true;
  /** As the pom writes them, else the manifest. */
  readonly licenses: readonly string[];
  /** Its pom's, when it was shaded into the archive; absent for the archive's own. */
  readonly directory?: string;
};

/** The archive itself first, where it can be told, then what was shaded into it in the order of its entries. */
export function identifyArchive(archive: ArchiveMetadata): readonly Identified[] {
  const pom = findOwnPom(archive);
  const own = pom ?? describe(archive);
  const shaded = archive.poms.filter((other) => other !== pom);
  if (own === undefined) return shaded;
  const licenses =
    pom === undefined || pom.licenses.length === 0 ? readLicenses(archive.manifest) : pom.licenses;
  const { group, artifact, version } = own;
  const named =
    group === undefined ? {} : { group, ...(pom === undefined && { isGroupGuessed: true as const }) };
  return [{ ...named, artifact, version, licenses }, ...shaded];
}

/** The pom whose artifact the file is named after; an only one also when the name says nothing else. */
function findOwnPom({ fileName, manifest, poms }: ArchiveMetadata): EmbeddedPom | undefined {
  const stem = fileName.slice(0, Math.max(0, fileName.lastIndexOf('.')));
  const named = poms
    .filter(({ artifact }) => stem === artifact || stem.startsWith(`${artifact}-`))
    .sort((a, b) => b.artifact.length - a.artifact.length)[0];
  if (named !== undefined) return named;
  const title = manifest.get('implementation-title');
  const titled = poms.find(({ artifact }) => artifact === title);
  if (titled !== undefined) return titled;
  const { version } = parseArchiveName(fileName);
  const [only] = poms;
  return poms.length === 1 && (version === undefined || version === only?.version) ? only : undefined;
}

/** By name and manifest alone. A name without version is no package of its own when poms tell what is inside. */
function describe({
  fileName,
  manifest,
  javaPackage,
  poms,
}: ArchiveMetadata): Omit<Identified, 'licenses'> | undefined {
  const named = parseArchiveName(fileName);
  if (named.version === undefined && poms.length > 0) return undefined;
  const title = manifest.get('implementation-title') ?? '';
  const isTitled = named.version === undefined && isArtifact(title) && /^[a-z0-9][a-z0-9.-]*$/.test(title);
  const artifact = isTitled ? title : named.artifact;
  const version = [
    named.version,
    ...['implementation-version', 'bundle-version', 'specification-version'].map((name) =>
      manifest.get(name),
    ),
  ].find((text) => text !== undefined && isVersion(text));
  if (version === undefined || !isArtifact(artifact)) return undefined;
  const group = findGroup({ artifact, version, manifest, javaPackage });
  return { ...(group === undefined ? {} : { group }), artifact, version };
}

const maxLicenses = 20;

/** `"Apache-2.0";link="https://..."`, several separated by commas. https://docs.osgi.org/specification/osgi.core/8.0.0/framework.module.html */
function readLicenses(manifest: Manifest): readonly string[] {
  const header = manifest.get('bundle-license') ?? '';
  if (header.length > 2_000) return [];
  return [...header.matchAll(/(?:[^,"]|"[^"]*")+/g)]
    .map(([license]) => (license.split(';', 1)[0] ?? '').trim().replace(/^"(.*)"$/, '$1'))
    .filter((name) => name !== '' && name !== '<<EXTERNAL>>' && name.length <= 200)
    .slice(0, maxLicenses);
}
