/** Maven coordinates in an archive: META-INF/maven/GROUP/ARTIFACT/pom.properties. https://maven.apache.org/shared/maven-archiver/#pom-properties-content */

/** What a package is called in Maven's world. */
export interface Coordinates {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

const groupShape = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,255}$/;
const artifactShape = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,255}$/;
const versionShape = /^[A-Za-z0-9_][A-Za-z0-9_.+~-]{0,255}$/;

export function isGroup(text: string): boolean {
  return groupShape.test(text);
}

export function isArtifact(text: string): boolean {
  return artifactShape.test(text);
}

export function isVersion(text: string): boolean {
  return versionShape.test(text);
}

/** Undefined when one is missing or was left a placeholder by the build. */
export function parsePomProperties(bytes: Uint8Array): Coordinates | undefined {
  const values = new Map<string, string>();
  for (const line of new TextDecoder('utf-8').decode(bytes).split(/\r\n|\n|\r/)) {
    const found = /^\s{0,20}(groupId|artifactId|version)\s{0,20}[=:]\s{0,20}(\S+)\s*$/.exec(line);
    const [, name, value] = found ?? [];
    if (name !== undefined && value !== undefined) values.set(name, value);
  }
  const [group = '', artifact = '', version = ''] = ['groupId', 'artifactId', 'version'].map((name) =>
    values.get(name),
  );
  return isGroup(group) && isArtifact(artifact) && isVersion(version)
    ? { group, artifact, version }
    : undefined;
}
