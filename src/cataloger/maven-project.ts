/** Dependencies that a Maven project asks for with a version of its own. https://maven.apache.org/pom.html#Dependencies */
import type { FileCataloger } from '../model/analyzer.ts';
import { leaves } from './java/pom-xml.ts';
import { decodeText, type LockedPackage, lockedResult, lockFileName } from './lock-file.ts';

/**
 * Told as a lock file's, for Maven has none: what runs or compiles, where the file itself says the version, in a
 * property or `dependencyManagement` too. What a parent or an import decides only Maven knows.
 */
export const mavenProject: FileCataloger = {
  name: 'maven-project',
  version: 1,
  maxBytes: 4 * 1024 * 1024,
  wants: (path) =>
    path.endsWith('pom.xml') && lockFileName(path) === 'pom.xml' && !path.includes('META-INF/maven/'),
  catalog: ({ path, bytes }) =>
    lockedResult({ type: 'maven', foundBy: 'maven-project', path }, readDependencies(decodeText(bytes))),
};

type Dependency = ReadonlyMap<string, string>;

const wanted = 'project/dependencies/dependency';
const managed = 'project/dependencyManagement/dependencies/dependency';
const properties = 'project/properties/';
const dependencyField =
  /^project\/(?:dependencyManagement\/)?dependencies\/dependency\/(?:groupId|artifactId|version|scope)$/;
const ownFields = /^project\/(?:parent\/)?(?:groupId|version)$/;
const maxDependencies = 10_000;
/** `runtime` and `compile`, which is what nothing means; `system` and `provided` come from elsewhere. */
const usedScopes: ReadonlySet<string> = new Set(['', 'compile', 'runtime']);

function* readDependencies(xml: string): Generator<LockedPackage> {
  const found: Readonly<Record<string, Dependency[]>> = { [wanted]: [], [managed]: [] };
  const values = new Map<string, string>();
  let open = new Map<string, string>();
  for (const { path, text } of leaves(xml)) {
    const list = found[path];
    if (list !== undefined) {
      if (list.length < maxDependencies) list.push(open);
      open = new Map();
    } else if (path.startsWith(properties)) values.set(path.slice(properties.length), text);
    else if (ownFields.test(path)) values.set(path.replaceAll('/', '.'), text);
    else if (dependencyField.test(path)) open.set(path.slice(path.lastIndexOf('/') + 1), text);
  }
  const own = (name: string) => values.get(`project.${name}`) ?? values.get(`project.parent.${name}`) ?? '';
  values.set('project.groupId', own('groupId')).set('project.version', own('version'));
  const resolve = (text: string): string =>
    text.replace(/\$\{([\w.-]{1,200})\}/g, (whole, name: string) => values.get(name) ?? whole);
  const nameOf = (item: Dependency): string =>
    `${resolve(item.get('groupId') ?? '')}/${resolve(item.get('artifactId') ?? '')}`;
  const decided = new Map((found[managed] ?? []).map((item) => [nameOf(item), item]));
  for (const item of found[wanted] ?? []) {
    const name = nameOf(item);
    const field = (key: string): string => resolve(item.get(key) ?? decided.get(name)?.get(key) ?? '');
    const version = field('version');
    if (!usedScopes.has(field('scope')) || !fixedVersion.test(version) || !coordinates.test(name)) continue;
    yield { name, version };
  }
}

const coordinates = /^[\w.-]{1,256}\/[\w.+-]{1,256}$/;
/** Neither a range nor a placeholder. */
const fixedVersion = /^\w[\w.+~-]{0,255}$/;
