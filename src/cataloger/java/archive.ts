/** Reads one Java archive and, as they stream by, those nested in it. */
import type { FileSink } from '../../model/analyzer.ts';
import { countClassPackages } from './class-packages.ts';
import { type EmbeddedPom, type Identified, identifyArchive } from './identify.ts';
import type { Allowance } from './inflate.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { type Coordinates, parsePomProperties } from './pom.ts';
import { type Project, parsePomXml } from './pom-xml.ts';
import { readZip } from './zip.ts';

export interface ArchiveHandler {
  /**
   * `inside` is the path of the nested archive, `BOOT-INF/lib/a.jar`, or where the pom of a shaded one is, levels
   * joined by `!/`; empty for the archive itself.
   */
  found(identified: Identified, inside: string): void;
  problem(message: string): void;
}

const extensions: ReadonlySet<string> = new Set([
  '.jar',
  '.war',
  '.ear',
  '.par',
  '.sar',
  '.jpi',
  '.hpi',
  '.nar',
  '.kar',
]);

/** Whether a file is a Java archive by its name. */
export function isArchiveName(path: string): boolean {
  return extensions.has(path.slice(-4));
}

const maxDepth = 6;
const maxPoms = 2_000;
const maxPackages = 20_000;
const maxProblems = 100;
/** A launcher's worth for small archives; large ones expand to a few times their size, however they are nested. */
const freeExpansion = 64 * 1024 * 1024;
const maxExpansion = 8;

/** Reads an archive of `fileBytes`. Every limit that is met is a problem told once. */
export function readArchive(fileName: string, fileBytes: number, handler: ArchiveHandler): FileSink<void> {
  const allowance: Allowance = {
    expandedBytes: freeExpansion + maxExpansion * fileBytes,
    entries: 500_000,
    archives: 5_000,
  };
  let packages = 0;
  const told = new Set<string>();
  const problem = (message: string): void => {
    if (told.size < maxProblems && !told.has(message)) {
      told.add(message);
      handler.problem(message);
    }
  };
  const found: ArchiveHandler['found'] = (identified, inside) => {
    packages += 1;
    if (packages <= maxPackages) handler.found(identified, inside);
    else problem(`it has more than ${maxPackages} packages`);
  };
  return readLevel(fileName, '', 0, { found, problem, allowance });
}

type Shared = ArchiveHandler & { readonly allowance: Allowance };

function readLevel(fileName: string, inside: string, depth: number, shared: Shared): FileSink<void> {
  let manifest: Manifest = new Map();
  const poms = new Map<string, Coordinates>();
  const projects = new Map<string, Project>();
  const classes = countClassPackages();
  const problem = (message: string): void =>
    shared.problem(inside === '' ? message : `${inside}: ${message}`);
  const add = <Value>(values: Map<string, Value>, name: string, value: Value | undefined): void => {
    if (values.size >= maxPoms) problem(`more than ${maxPoms} packages are shaded into it`);
    else if (value !== undefined) values.set(name.slice(0, name.lastIndexOf('/')), value);
  };
  const zip = readZip({
    problem,
    allowance: shared.allowance,
    open(name) {
      classes.add(name);
      if (isArchiveName(name)) return openNested(name, inside, depth, shared);
      if (!name.startsWith('META-INF/')) return undefined;
      if (name === 'META-INF/MANIFEST.MF') {
        return (bytes) => {
          manifest = parseManifest(bytes);
        };
      }
      if (!name.startsWith('META-INF/maven/')) return undefined;
      if (name.endsWith('/pom.properties')) return (bytes) => add(poms, name, parsePomProperties(bytes));
      return name.endsWith('/pom.xml') ? (bytes) => add(projects, name, parsePomXml(bytes)) : undefined;
    },
  });
  return {
    write: zip.write,
    end() {
      zip.end();
      const metadata = {
        fileName,
        manifest,
        javaPackage: classes.main(),
        poms: mergePoms(poms, projects),
      };
      for (const identified of identifyArchive(metadata)) {
        shared.found(
          identified,
          [inside, identified.directory ?? ''].filter((part) => part !== '').join('!/'),
        );
      }
    },
  };
}

/** By directory: pom.properties has what the build made of the pom.xml, which alone may name licences. */
function mergePoms(
  poms: ReadonlyMap<string, Coordinates>,
  projects: ReadonlyMap<string, Project>,
): readonly EmbeddedPom[] {
  return [...new Set([...poms.keys(), ...projects.keys()])].flatMap((directory) => {
    const project = projects.get(directory);
    const coordinates = poms.get(directory) ?? project?.coordinates;
    return coordinates === undefined
      ? []
      : [{ ...coordinates, licenses: project?.licenses ?? [], directory: printable(directory) }];
  });
}

function openNested(name: string, inside: string, depth: number, shared: Shared): FileSink<void> | undefined {
  const path = printable(inside === '' ? name : `${inside}!/${name}`);
  if (depth + 1 > maxDepth) shared.problem(`${path}: archives nested deeper than ${maxDepth} are not read`);
  else if (shared.allowance.archives <= 0) shared.problem('it has more nested archives than are read');
  else {
    shared.allowance.archives -= 1;
    return readLevel(name.slice(name.lastIndexOf('/') + 1), path, depth + 1, shared);
  }
  return undefined;
}

function printable(path: string): string {
  return path.replace(/\p{Cc}/gu, '\uFFFD').slice(0, 1_000);
}
