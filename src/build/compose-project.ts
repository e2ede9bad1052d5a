/** A compose file with what it includes and extends, on this machine alone. https://docs.docker.com/reference/compose-file/include/ https://docs.docker.com/reference/compose-file/services/#extends */
import { posix } from 'node:path';
import { type Environment, interpolate, parseEnvironmentFile } from './interpolate.ts';
import { isRecord, readTexts } from './values.ts';

/** Reads a file as values, or an environment as text; undefined where there is none that may be read. */
export type ReadFile = (path: string, kind: 'compose' | 'environment') => Promise<unknown>;

/** `build` of a service, variables filled in, what it extends merged into it. */
export interface ComposeBuild {
  /** A path, or where it is elsewhere. */
  readonly context?: string;
  /** The context where none is written. */
  readonly folder: string;
  readonly dockerfile?: string;
  readonly inline?: { readonly text: string; readonly file: string };
  readonly target?: string;
  readonly args: ReadonlyMap<string, string>;
}

export interface ComposeService {
  readonly name: string;
  /** The file that it stands in. */
  readonly file: string;
  readonly build: ComposeBuild;
}

export interface ComposeProject {
  readonly services: readonly ComposeService[];
  readonly problems: readonly string[];
}

const mostFiles = 64;
const mostDepth = 16;

interface ComposeFile {
  readonly file: string;
  readonly folder: string;
  readonly content: unknown;
  readonly environment: Environment;
}

/** Each file is read once; what cannot be followed is a problem, and the rest stands. */
export async function loadCompose(
  content: unknown,
  file: string,
  environment: Environment,
  read: ReadFile,
): Promise<ComposeProject> {
  const problems = new Set<string>();
  const services = new Map<string, ComposeService>();
  const contents = new Map<string, Promise<unknown>>([[file, Promise.resolve(content)]]);

  const open = async (path: string, from: string): Promise<unknown> => {
    if (isElsewhere(path)) {
      problems.add(`${from}: ${path} is not on this machine and was not followed`);
      return undefined;
    }
    if (!contents.has(path) && contents.size >= mostFiles) {
      problems.add(`${from}: more than ${mostFiles} files are included; ${path} was not followed`);
      return undefined;
    }
    const found = contents.get(path) ?? read(path, 'compose');
    contents.set(path, found);
    const value = await found;
    if (value === undefined) problems.add(`${from}: ${path} could not be read, or is outside of the project`);
    return value;
  };

  const environmentOf = async (folder: string, files: readonly string[], above: Environment) => {
    const own: Record<string, string | undefined> = {};
    for (const path of files.length === 0 ? [posix.join(folder, '.env')] : files) {
      const text = await read(path, 'environment');
      if (typeof text === 'string') Object.assign(own, parseEnvironmentFile(text));
    }
    return { ...own, ...above };
  };

  const buildOf = async (
    from: ComposeFile,
    name: string,
    seen: readonly string[],
  ): Promise<ComposeBuild | undefined> => {
    const listed = servicesOf(from.content);
    const service = new Map(Object.entries(listed)).get(name);
    if (!isRecord(service)) return undefined;
    const own = ownBuild(service['build'], from);
    const parent = service['extends'];
    const texts = readTexts(typeof parent === 'string' ? { service: parent } : parent, (text) =>
      interpolate(text, from.environment),
    );
    const extended = texts.get('service');
    if (extended === undefined) return own;
    const other = texts.get('file');
    const path = other === undefined ? from.file : resolve(from.folder, other);
    const key = `${path} ${extended}`;
    if (seen.includes(key) || seen.length > mostDepth) {
      problems.add(`${from.file}: service ${name} extends itself`);
      return own;
    }
    const place = other === undefined ? from : await include(path, from);
    const base = place && (await buildOf(place, extended, [...seen, key]));
    if (base === undefined) return own;
    return own === undefined ? base : merge(base, own);
  };

  const include = async (path: string, from: ComposeFile): Promise<ComposeFile | undefined> => {
    const found = await open(path, from.file);
    if (found === undefined) return undefined;
    return { file: path, folder: posix.dirname(path), content: found, environment: from.environment };
  };

  let visits = 0;
  const visit = async (from: ComposeFile, seen: readonly string[]): Promise<void> => {
    visits += 1;
    if (visits > mostFiles) {
      problems.add(`${file}: files are included more than ${mostFiles} times; the rest was not followed`);
      return;
    }
    const includes = isRecord(from.content) ? from.content['include'] : undefined;
    for (const entry of Array.isArray(includes) ? includes : []) {
      const texts = readTexts(typeof entry === 'string' ? { path: entry } : entry, (text) =>
        interpolate(text, from.environment),
      );
      const paths = texts.list('path').map((path) => resolve(from.folder, path));
      const [first] = paths;
      if (first === undefined) continue;
      const directory = texts.get('project_directory');
      const folder = directory === undefined ? posix.dirname(first) : resolve(from.folder, directory);
      const files = texts.list('env_file').map((path) => resolve(from.folder, path));
      const environment = await environmentOf(folder, files, from.environment);
      for (const path of paths) {
        if (seen.includes(path) || seen.length > mostDepth) {
          problems.add(`${from.file}: ${path} includes itself`);
          continue;
        }
        const found = await open(path, from.file);
        if (found !== undefined)
          await visit({ file: path, folder, content: found, environment }, [...seen, path]);
      }
    }
    for (const name of Object.keys(servicesOf(from.content))) {
      const build = await buildOf(from, name, [`${from.file} ${name}`]);
      const earlier = services.get(name);
      if (build === undefined) continue;
      // A file after another overrides it, service by service.
      const merged = earlier === undefined ? build : merge(earlier.build, build);
      services.set(name, { name, file: from.file, build: merged });
    }
  };

  const folder = posix.dirname(file);
  await visit({ file, folder, content, environment: await environmentOf(folder, [], environment) }, [file]);
  return { services: [...services.values()], problems: [...problems] };
}

function servicesOf(content: unknown): Readonly<Record<string, unknown>> {
  return isRecord(content) && isRecord(content['services']) ? content['services'] : {};
}

function ownBuild(written: unknown, { environment, file, folder }: ComposeFile): ComposeBuild | undefined {
  if (written === undefined || written === null) return undefined;
  const { get, map } = readTexts(typeof written === 'string' ? { context: written } : written, (text) =>
    interpolate(text, environment),
  );
  const context = get('context');
  const [dockerfile, inline, target] = [get('dockerfile'), get('dockerfile_inline'), get('target')];
  return {
    folder,
    ...(context === undefined ? {} : { context: isElsewhere(context) ? context : resolve(folder, context) }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(inline === undefined ? {} : { inline: { text: inline, file } }),
    ...(target === undefined ? {} : { target }),
    args: map('args'),
  };
}

function merge(base: ComposeBuild, own: ComposeBuild): ComposeBuild {
  const { folder, context = folder } = base;
  return { ...base, context, ...own, folder, args: new Map([...base.args, ...own.args]) };
}

function resolve(folder: string, path: string): string {
  return posix.isAbsolute(path) || isElsewhere(path) ? path : posix.join(folder, path);
}

/** Git repositories, archives, images. */
export function isElsewhere(place: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/|oci:)/i.test(place);
}
