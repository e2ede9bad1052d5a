/** The Maven group of an archive that carries no pom: what is known of it, then what its manifest and its classes say. */
import { classGroup } from './class-groups.ts';
import { knownGroup } from './known-groups.ts';
import type { Manifest } from './manifest.ts';
import { isGroup } from './pom.ts';

export interface Unnamed {
  readonly artifact: string;
  readonly version: string;
  readonly manifest: Manifest;
  /** Where most of its classes are: `org.apache.camel.component`; empty where they have no package in common. */
  readonly javaPackage: string;
}

/** Undefined where nothing tells it. A name that the manifest makes up is the most frequent error: see the tests. */
export function findGroup({ artifact, version, manifest, javaPackage }: Unnamed): string | undefined {
  const bundle = nameOf(manifest, 'bundle-symbolicname');
  return (
    knownGroup(artifact, version) ??
    classGroup(javaPackage) ??
    fromModule(bundle, artifact) ??
    fromBundle(bundle, artifact) ??
    fromVendor(nameOf(manifest, 'implementation-vendor-id')) ??
    fromModule(nameOf(manifest, 'automatic-module-name'), artifact) ??
    fromPackage(javaPackage, artifact)
  );
}

/** Without directives: `org.foo;singleton:=true`. */
function nameOf(manifest: Manifest, attribute: string): string {
  const name = manifest.get(attribute)?.split(';', 1)[0]?.trim() ?? '';
  return isGroup(name) ? name : '';
}

/** Names below which many owners publish: a group is one level deeper than elsewhere. */
const sharedDomains: ReadonlySet<string> = new Set([
  'com.facebook',
  'com.fasterxml',
  'com.github',
  'com.google',
  'com.ibm',
  'com.microsoft',
  'com.netflix',
  'com.oracle',
  'com.squareup',
  'com.sun',
  'io.github',
  'net.sf',
  'net.sourceforge',
  'org.apache',
  'org.codehaus',
  'org.eclipse',
  'org.glassfish',
  'org.jboss',
  'org.jetbrains',
  'org.ow2',
  'org.sonatype',
]);

/** How many of the parts the shortest group has that they can be of. */
function leastParts(parts: readonly string[]): number {
  return sharedDomains.has(parts.slice(0, 2).join('.')) ? 3 : 2;
}

/** `org.foo.bar` of the artifact bar is of org.foo; but org.foo of the artifact foo is of org.foo, for org is nobody's. */
function fromModule(name: string, artifact: string): string | undefined {
  if (!name.endsWith(`.${artifact}`)) return undefined;
  const parts = name.slice(0, -artifact.length - 1).split('.');
  return parts.length < leastParts(parts) ? name : parts.join('.');
}

/** `org.foo.bar` of the artifact foo-bar: the group's last part is not said twice. https://felix.apache.org/documentation/subprojects/apache-felix-maven-bundle-plugin-bnd.html */
function fromBundle(name: string, artifact: string): string | undefined {
  const parts = name.split('.');
  for (let end = leastParts(parts); end < parts.length; end += 1) {
    const last = parts[end - 1] ?? '';
    const rest = parts.slice(end);
    if (artifact === `${last}-${rest.join('-')}` || artifact === `${last}-${rest.join('.')}`) {
      return parts.slice(0, end).join('.');
    }
  }
  return undefined;
}

function fromVendor(id: string): string | undefined {
  const parts = id.split('.');
  return parts.length >= leastParts(parts) ? id : undefined;
}

/** `org.foo.bar` of the artifact foo-web: the owner's name starts the artifact's. */
function fromPackage(javaPackage: string, artifact: string): string | undefined {
  const parts = javaPackage.split('.');
  const owner = parts.slice(0, leastParts(parts));
  const name = owner.at(-1)?.toLowerCase();
  const [word = ''] = artifact.toLowerCase().split(/[-._]/);
  const isNamed = name === word || name === artifact.toLowerCase().replace(/[-_]/g, '');
  const group = owner.join('.');
  return isNamed && owner.length === leastParts(parts) && isGroup(group) ? group : undefined;
}
