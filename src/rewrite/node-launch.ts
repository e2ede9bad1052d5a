/** What an image runs with node, through npm scripts and `node_modules/.bin` too. https://docs.npmjs.com/cli/using-npm/scripts */
import { posix } from 'node:path';
import { contentPath, findOnPath } from '../footprint/resolve.ts';
import type { SuggestionChange } from '../model/finding.ts';
import { readShellLaunch } from './launch.ts';
import { openPath, type Subject } from './subject.ts';

export interface NodeLaunch {
  /** Options of node itself. */
  readonly before: readonly string[];
  /** The script as node is to be given it. */
  readonly script: string;
  /** Its absolute path. */
  readonly scriptPath: string;
  /** The script's arguments. */
  readonly words: readonly string[];
  /** The image's node program, a live path. */
  readonly interpreter?: string;
  readonly changes: readonly SuggestionChange[];
  /** Lines that a package manager prints of itself, regular expressions. */
  readonly leftOut?: readonly string[];
}

/** Undefined for images that do not run node, or run it in a way that takes a shell. */
export function readNodeLaunch(subject: Subject): NodeLaunch | undefined {
  const { launch } = subject;
  if (launch.needsShell !== undefined || subject.script !== undefined) return undefined;
  return fromWords(subject, [...launch.entrypoint, ...launch.cmd], 0);
}

function fromWords(subject: Subject, words: readonly string[], depth: number): NodeLaunch | undefined {
  const [first = '', ...rest] = words;
  const name = posix.basename(first);
  if (name === 'node' || name === 'nodejs') return fromNode(subject, first, rest);
  // One npm script may name another tool, never npm again.
  if (/^(npm|yarn|pnpm)$/.test(name)) return depth > 0 ? undefined : fromPackageScript(subject, name, rest);
  const local = first.includes('/') ? first : `node_modules/.bin/${first}`;
  const path = openPath(subject, local) ?? findLive(subject, first);
  const evidence = path === undefined ? undefined : subject.executables.get(path);
  if (
    path === undefined ||
    evidence?.format !== 'script' ||
    !/(^|\/)node$/.test(evidence.interpreter ?? '')
  ) {
    return undefined;
  }
  return withInterpreter(subject, {
    before: [],
    script: `/${path}`,
    scriptPath: `/${path}`,
    words: rest,
    changes: [],
  });
}

function fromNode(subject: Subject, program: string, words: readonly string[]): NodeLaunch | undefined {
  const at = words.findIndex(
    (word, index) => !word.startsWith('-') && !takesValue.test(words[index - 1] ?? ''),
  );
  const script = words[at];
  if (script === undefined) return undefined;
  const path = [script, `${script}.js`, `${script}/index.js`]
    .map((one) => openPath(subject, one))
    .find(Boolean);
  const interpreter = findLive(subject, program);
  if (path === undefined) return undefined;
  return {
    before: words.slice(0, at),
    script,
    scriptPath: `/${path}`,
    words: words.slice(at + 1),
    ...(interpreter === undefined ? {} : { interpreter }),
    changes: [],
  };
}

const takesValue = /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file)$/;

function fromPackageScript(
  subject: Subject,
  manager: string,
  words: readonly string[],
): NodeLaunch | undefined {
  const [verb, ...rest] = words.filter((word) => !/^(--silent|-s|--loglevel=\w+)$/.test(word));
  const script = verb === 'run' || verb === 'run-script' ? rest[0] : verb;
  const extra = (verb === script ? rest : rest.slice(1)).filter((word, index) => word !== '--' || index > 0);
  const scripts = readScripts(subject.texts.get(posix.join(subject.workdir, 'package.json').slice(1)));
  if (script === undefined || scripts === undefined) return undefined;
  if (scripts.has(`pre${script}`) || scripts.has(`post${script}`)) return undefined;
  const text = scripts.get(script) ?? (script === 'start' ? 'node server.js' : undefined);
  if (text === undefined) return undefined;
  const inner = readShellLaunch(text, subject.input.config.env);
  if (inner.needsShell !== undefined || inner.assumptions.length > 0) return undefined;
  const found = fromWords(subject, [...inner.entrypoint, ...inner.cmd, ...extra], 1);
  return found === undefined
    ? undefined
    : {
        ...found,
        leftOut: echoOf(manager, script, [text, ...extra].join(' ')),
        changes: [
          {
            what: `${manager} ${words.join(' ')} becomes what it runs: ${text}`,
            why: `${manager} needs a shell, takes memory, and does not hand signals on.`,
          },
        ],
      };
}

/** What a package manager prints around a script's own output; npm and pnpm quote arguments in their ways. */
function echoOf(manager: string, script: string, command: string): readonly string[] {
  const exactly = (text: string): string => text.replace(/[^\w\s]/g, '\\$&');
  if (manager === 'yarn') {
    const lines = [
      'yarn run v[\\d.]+',
      'warning package\\.json: .*',
      'Done in [\\d.]+s\\.',
      "warning You don't appear to have an internet.*",
    ];
    return [...lines, `\\$ ${exactly(command)}`];
  }
  const notice = 'npm (?:notice|warn|WARN)\\b.*';
  return [
    `> (?:\\S+ )?${exactly(script)}(?: /.*)?`,
    `> ${exactly(command)}`,
    ...(manager === 'npm' ? [notice] : []),
  ];
}

/** The `scripts` of a package.json. */
function readScripts(text: string | undefined): ReadonlyMap<string, string> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const scripts: unknown =
      typeof value === 'object' && value !== null && 'scripts' in value ? value.scripts : {};
    if (typeof scripts !== 'object' || scripts === null) return new Map();
    const pairs: [string, unknown][] = Object.entries(scripts);
    return new Map(
      pairs.flatMap(([key, script]) => (typeof script === 'string' ? [[key, script] as const] : [])),
    );
  } catch {
    return undefined;
  }
}

function withInterpreter(subject: Subject, launch: NodeLaunch): NodeLaunch {
  const interpreter = findLive(subject, 'node');
  return interpreter === undefined ? launch : { ...launch, interpreter };
}

function findLive(subject: Subject, name: string): string | undefined {
  const { files } = subject.input.footprint;
  const found = findOnPath(files, name, subject.input.config.env, subject.workdir);
  return found === undefined ? undefined : contentPath(files, found);
}
