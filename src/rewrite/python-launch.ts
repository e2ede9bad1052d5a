/** What an image runs with Python: the interpreter, the tool's script, the environment they are in. https://docs.python.org/3/using/cmdline.html */
import { posix } from 'node:path';
import { contentPath, resolvePath } from '../footprint/resolve.ts';
import { environmentFolders } from './python-environment.ts';
import { envOf, type Subject } from './subject.ts';

export interface PythonLaunch {
  /** The interpreter, a live path with the version in its name: `usr/local/bin/python3.12`. */
  readonly interpreter: string;
  /** `3.12` */
  readonly version: string;
  /** The virtual environment that it is started in, absolute. */
  readonly environment?: string;
  /** The tool that starts, where it is a script: `/usr/local/bin/gunicorn`. */
  readonly script?: string;
  readonly words: readonly string[];
}

/** Undefined for images that do not run Python, or run it in a way that takes a shell. */
export function readPythonLaunch(subject: Subject): PythonLaunch | undefined {
  const { launch, program } = subject;
  if (launch.needsShell !== undefined || subject.script !== undefined || program === undefined)
    return undefined;
  const [first = ''] = launch.entrypoint;
  const words = [...launch.entrypoint.slice(1), ...launch.cmd];
  if (versionOf(program) !== undefined) return started(subject, first, words);
  const evidence = subject.executables.get(program);
  if (evidence?.format !== 'script' || !/(^|\/)python[\d.]*$/.test(evidence.interpreter ?? ''))
    return undefined;
  const found = started(subject, evidence.interpreter ?? '', words);
  if (found === undefined) return undefined;
  // A script that is its own program: `./app.py`.
  const script = first.includes('/') && !first.startsWith('/') ? first : `/${program}`;
  return { ...found, script: posix.resolve(subject.workdir, script) };
}

function started(subject: Subject, word: string, words: readonly string[]): PythonLaunch | undefined {
  const { files } = subject.input.footprint;
  const path = pathOf(subject, word);
  const resolved = path === undefined ? undefined : resolvePath(files, path);
  const interpreter = resolved === undefined ? undefined : contentPath(files, resolved);
  const version = interpreter === undefined ? undefined : versionOf(interpreter);
  if (path === undefined || interpreter === undefined || version === undefined) return undefined;
  const environment = environmentOf(subject, path, word);
  return { interpreter, version, words, ...(environment === undefined ? {} : { environment }) };
}

/** Where the word is found first, absolute, links not followed. */
function pathOf(subject: Subject, word: string): string | undefined {
  const { files } = subject.input.footprint;
  const candidates = word.includes('/')
    ? [posix.resolve(subject.workdir, word)]
    : searchFolders(subject).map((folder) => posix.join('/', folder, word));
  return candidates.find((path) => resolvePath(files, path) !== undefined);
}

function environmentOf(subject: Subject, path: string, word: string): string | undefined {
  const { footprint, config } = subject.input;
  const folders = environmentFolders(footprint.files, config.env, subject.workdir);
  const bin = posix.dirname(path);
  const found = folders.find((folder) => bin === `${folder}/bin`);
  if (found !== undefined || word.includes('/') || footprint.layers.length > 0) return found;
  // Of a Dockerfile alone it is known that there is an environment, not what is in it.
  const search = searchFolders(subject);
  return folders.find((folder) => search.includes(`${folder}/bin`));
}

function searchFolders(subject: Subject): readonly string[] {
  return (envOf(subject, 'PATH') ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin').split(
    ':',
  );
}

const versionOf = (path: string): string | undefined => /(?:^|\/)python(\d+\.\d+)$/.exec(path)?.[1];
