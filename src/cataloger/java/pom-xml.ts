/** What a project says of itself in the pom.xml that its archive carries. https://maven.apache.org/pom.html */
import { type Coordinates, isArtifact, isGroup, isVersion } from './pom.ts';

export interface Project {
  /** Undefined when one is missing or a placeholder: then only the build knew it. */
  readonly coordinates: Coordinates | undefined;
  /** Names as written. */
  readonly licenses: readonly string[];
}

const maxDepth = 50;
const maxLicenses = 20;
/** A thousand dependencies' worth: what comes later says nothing of the project itself. */
const maxLeaves = 5_000;

/** Group and version are the parent's where the project has none. Broken XML is read as far as it goes. */
export function parsePomXml(bytes: Uint8Array): Project {
  const first = new Map<string, string>();
  const licenses: string[] = [];
  let count = 0;
  for (const { path, text } of leaves(new TextDecoder('utf-8').decode(bytes))) {
    count += 1;
    if (count > maxLeaves) break;
    if (path === 'project/licenses/license/name') {
      if (text !== '' && text.length <= 200 && licenses.length < maxLicenses) licenses.push(text);
    } else if (!first.has(path)) first.set(path, text);
  }
  const group = first.get('project/groupId') ?? first.get('project/parent/groupId') ?? '';
  const artifact = first.get('project/artifactId') ?? '';
  const version = first.get('project/version') ?? first.get('project/parent/version') ?? '';
  const isWhole = isGroup(group) && isArtifact(artifact) && isVersion(version);
  return { coordinates: isWhole ? { group, artifact, version } : undefined, licenses };
}

/** Elements of an XML document with their text, each when it ends; the path joins the names of what is open. */
export function* leaves(xml: string): Generator<{ readonly path: string; readonly text: string }> {
  const open: string[] = [];
  let textFrom = 0;
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
    const isComment = xml.startsWith('<!--', at);
    const end = xml.indexOf(isComment ? '-->' : '>', at);
    if (end < 0) return;
    const tag = xml.slice(at + 1, Math.min(end, at + 200));
    if (tag.startsWith('/')) {
      yield { path: open.join('/'), text: xml.slice(textFrom, Math.min(at, textFrom + 1_000)).trim() };
      open.pop();
    } else if (!isComment && !tag.startsWith('?') && !tag.startsWith('!') && xml[end - 1] !== '/') {
      open.push(tag.split(/\s/, 1)[0] ?? '');
      if (open.length > maxDepth) return;
      textFrom = end + 1;
    }
    at = end + 1;
  }
}
