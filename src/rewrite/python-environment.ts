/** Virtual environments of an image, and what makes one work beside another interpreter. https://docs.python.org/3/library/venv.html */
import { posix } from 'node:path';
import type { SuggestionChange } from '../model/finding.ts';
import type { LiveFile } from '../model/footprint.ts';
import type { Subject } from './subject.ts';

/** All of them, absolute, by their pyvenv.cfg: the project's, those that variables name, then the others. */
export function environmentFolders(
  files: ReadonlyMap<string, LiveFile>,
  env: readonly string[],
  workdir: string,
): readonly string[] {
  const found = [...files.keys()]
    .filter((path) => path.endsWith('/pyvenv.cfg'))
    .map((path) => `/${posix.dirname(path)}`)
    .sort();
  const named = env.flatMap((pair) => pair.slice(pair.indexOf('=') + 1).split(':'));
  const rank = (folder: string): number => {
    const index = named.findIndex((one) => one === folder || one === `${folder}/bin`);
    if (index >= 0) return index;
    return folder === posix.join(workdir, '.venv') ? named.length : named.length + 1;
  };
  return found.sort((a, b) => rank(a) - rank(b));
}

export interface Environment {
  /** Absolute. */
  readonly folder: string;
  /** Its interpreter, which finds the packages by its place. */
  readonly program: string;
  /** Commands for the builder, so that it holds in the final image. */
  readonly commands: readonly string[];
  readonly changes: readonly SuggestionChange[];
}

/**
 * The environment in `folder`; `names` are the absolute paths of the interpreter in the final image, the one that
 * stays the same over updates first.
 */
export function readEnvironment(
  { input }: Subject,
  folder: string,
  names: readonly string[],
  version: string,
): Environment {
  const { files } = input.footprint;
  const [interpreter = ''] = names;
  const program = `${folder}/bin/python`;
  const packages = `${folder}/lib/python${version}/site-packages`;
  const holds = leadsTo(files, program, names);
  const hasPip = files.has(`${packages}/pip/__init__.py`.slice(1));
  const moves = [
    `ln -sf ${interpreter} ${program}`,
    `sed -i 's,^home *=.*,home = ${posix.dirname(interpreter)},' ${folder}/pyvenv.cfg`,
  ];
  return {
    folder,
    program,
    commands: [
      ...(holds ? [] : moves),
      ...(hasPip ? [`rm -rf ${folder}/bin/pip* ${packages}/pip ${packages}/pip-*`] : []),
    ],
    changes: [
      ...(holds
        ? []
        : [{ what: `${program} leads to ${interpreter}`, why: 'There the final image has its Python.' }]),
      ...(hasPip
        ? [{ what: `pip is taken out of ${folder}`, why: 'It installs packages: a running image does not.' }]
        : []),
    ],
  };
}

/** True where links lead from the program to one of the names. */
function leadsTo(files: ReadonlyMap<string, LiveFile>, program: string, names: readonly string[]): boolean {
  let path = program;
  // Links outside of it stay behind.
  for (let hops = 0; hops < 8 && path.startsWith(`${posix.dirname(program)}/`); hops += 1) {
    const link = files.get(path.slice(1))?.entry.link;
    if (link === undefined) return false;
    path = posix.resolve(posix.dirname(path), link);
  }
  return names.includes(path);
}
