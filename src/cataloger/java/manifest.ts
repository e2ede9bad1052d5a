/** The main section of a jar's manifest. https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html#jar-manifest */

/** Attributes by lower-case name; of a repeated one the first counts. */
export type Manifest = ReadonlyMap<string, string>;

const maxAttributes = 1_000;

/** Lines that start with a blank continue the line before; the section ends at the first empty line. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const attributes = new Map<string, string[]>();
  let current: string[] | undefined;
  for (const line of new TextDecoder('utf-8').decode(bytes).split(/\r\n|\n|\r/)) {
    if (line === '' || attributes.size >= maxAttributes) break;
    if (line.startsWith(' ')) {
      current?.push(line.slice(1));
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    current = [line.slice(colon + 1).trimStart()];
    if (colon > 0 && !attributes.has(name)) attributes.set(name, current);
  }
  return new Map([...attributes].map(([name, parts]) => [name, parts.join('').trim()]));
}
