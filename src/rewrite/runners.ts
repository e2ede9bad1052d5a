/** Project tools that start a program in the project's environment: what they start. https://docs.astral.sh/uv/reference/cli/#uv-run */
import { posix } from 'node:path';
import type { Launch } from './launch.ts';

interface Runner {
  /** Options before the program that may be left out. */
  readonly flags: ReadonlySet<string>;
  /** Takes `-m MODULE` and `FILE.py` in place of a program. */
  readonly modules?: true;
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

// Options that change neither the program nor what it sees, given that the environment is as the build left it.
const runners: ReadonlyMap<string, Runner> = new Map<string, Runner>([
  [
    'uv',
    {
      flags: set(
        '--frozen --locked --no-sync --offline --no-dev --no-cache -n --quiet -q --no-progress --no-project --active --no-editable --all-extras --isolated',
      ),
      modules: true,
    },
  ],
  ['poetry', { flags: set('--quiet -q --no-interaction -n --no-ansi --no-plugins --no-cache') }],
  ['pipenv', { flags: set('--quiet -q') }],
  ['pdm', { flags: set('--no-site-packages -q --quiet') }],
]);

export interface RunnerLook {
  /** Folders of programs in environments, absolute, the one that the tool takes first. */
  readonly folders: readonly string[];
  readonly isThere: (path: string) => boolean;
}

/**
 * The launch of what `uv run` and its like start; the same launch where nothing of the kind is in front. Where an
 * option asks for more, the tool has to stay, and `needsShell` says so.
 */
export function throughRunner(launch: Launch, { folders, isThere }: RunnerLook): Launch {
  const words = [...launch.entrypoint, ...launch.cmd];
  const name = posix.basename(words[0] ?? '');
  const runner = runners.get(name);
  if (runner === undefined || launch.needsShell !== undefined) return launch;
  const { flags, modules } = runner;
  const refused: Launch = { ...launch, needsShell: `it starts through ${name}` };
  let at = 1;
  let hasRun = false;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === 'run' && !hasRun) hasRun = true;
    else if (word === '--' && hasRun) {
      at += 1;
      break;
    } else if (!flags.has(word)) break;
  }
  const [first = '', ...rest] = words.slice(at);
  const find = (program: string): string =>
    folders.map((folder) => posix.join(folder, program)).find(isThere) ?? program;
  const isModule = modules === true && /^(-m|--module)$/.test(first) && rest.length > 0;
  // Without an environment, uv would make one.
  if (
    !hasRun ||
    first === '' ||
    (first.startsWith('-') && !isModule) ||
    (name === 'uv' && folders.length === 0)
  )
    return refused;
  const isScript = modules === true && first.endsWith('.py');
  const all = isModule
    ? [find('python'), '-m', ...rest]
    : isScript
      ? [find('python'), first, ...rest]
      : [find(first), ...rest];
  const fixed = Math.max(1, all.length - launch.cmd.length);
  return {
    ...launch,
    shim: `${name} run`,
    entrypoint: all.slice(0, fixed),
    cmd: all.slice(fixed),
    assumptions: [
      ...launch.assumptions,
      `${name} would bring the environment up to date at start: it is taken as the build left it.`,
    ],
  };
}
