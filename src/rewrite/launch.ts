/** How the image starts, in the form that a base without a shell can keep. */

import { expandWord } from '../dockerfile/expand.ts';
import { parseShell } from '../dockerfile/shell.ts';
import { unwrap } from '../footprint/wrapper.ts';
import type { ImageConfig } from '../model/image.ts';

/** ENTRYPOINT and CMD as words, or why they need a shell. */
export interface Launch {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Set when a shell has to stay: the reason, a clause. */
  readonly needsShell?: string;
  readonly assumptions: readonly string[];
  /** The init or user switcher in front that is left out. */
  readonly shim?: string;
  /** True when a shell form was turned into words. */
  readonly fromShell: boolean;
}

const shells = /^(?:\/usr)?(?:\/bin\/)?(?:ba|da|a)?sh$/;

/**
 * The launch of a config. The shell form of one plain command becomes its words; pipes, redirections and
 * substitutions need a shell.
 */
export function readLaunch(config: Pick<ImageConfig, 'entrypoint' | 'cmd' | 'env'>): Launch {
  return withoutShims(readWords(config));
}

/** They pass the program on unchanged: as its parent, or after switching to a user that is not root either. */
const shims =
  /(^|\/)(tini|tini-static|dumb-init|docker-init|catatonit|pid1|gosu|su-exec|exec|command|nohup)$/;

function withoutShims(launch: Launch): Launch {
  const words = [...launch.entrypoint, ...launch.cmd];
  const rest = unwrap(words);
  if (rest === undefined || launch.needsShell !== undefined) return launch;
  const [shim = ''] = words;
  if (!shims.test(shim)) return { ...launch, needsShell: `it starts through ${shim}` };
  const fixed = Math.max(1, rest.length - launch.cmd.length);
  return withoutShims({ ...launch, shim, entrypoint: rest.slice(0, fixed), cmd: rest.slice(fixed) });
}

function readWords(config: Pick<ImageConfig, 'entrypoint' | 'cmd' | 'env'>): Launch {
  const entrypoint = config.entrypoint ?? [];
  const cmd = config.cmd ?? [];
  // Shell form ENTRYPOINT ignores CMD: the runtime passes it as $0 and on, which the command does not read.
  if (isShellForm(entrypoint)) return readShellLaunch(entrypoint[2] ?? '', config.env);
  if (entrypoint.length > 0) return { entrypoint, cmd, assumptions: [], fromShell: false };
  if (isShellForm(cmd)) return readShellLaunch(cmd[2] ?? '', config.env);
  return { entrypoint: cmd.slice(0, 1), cmd: cmd.slice(1), assumptions: [], fromShell: false };
}

function isShellForm(words: readonly string[]): boolean {
  return words.length >= 3 && shells.test(words[0] ?? '') && words[1] === '-c';
}

/** A launch from shell text, which is what a shell form and a package.json script are. */
export function readShellLaunch(text: string, env: readonly string[]): Launch {
  const trouble = (needsShell: string): Launch => ({
    entrypoint: [],
    cmd: [],
    needsShell,
    assumptions: [],
    fromShell: true,
  });
  const { commands, problems } = parseShell(text);
  const [command] = commands;
  if (problems.length > 0 || command === undefined) return trouble('its shell command cannot be read');
  if (commands.length > 1) return trouble('it starts through a shell that runs several commands');
  if (command.assignments.length > 0) return trouble('its shell command sets variables');
  const plain = command.range.start === 0 && text.slice(command.range.end).trim() === '';
  if (!plain || /[<>|&;()`*?[\]{}~]|\$\(/.test(withoutVariables(text))) {
    return trouble('its shell command uses the shell: redirection, patterns or substitution');
  }
  if (/\$[^A-Za-z_{]|\$$/.test(text) || (text.includes('$') && text.includes("'"))) {
    return trouble('its shell command uses parameters of the shell');
  }
  const values = new Map(env.map((pair) => splitPair(pair)));
  const names: string[] = [];
  const unknown: string[] = [];
  const words = [command.name, ...command.words.map((word) => word.value)].map((word) => {
    for (const match of word.matchAll(/\$\{?([A-Za-z_]\w*)/g)) names.push(match[1] ?? '');
    const expansion = expandWord(word.replace(/[\\"']/g, '\\$&'), values);
    unknown.push(...expansion.unknown);
    return expansion.value;
  });
  if (unknown.length > 0) return trouble(`its shell command needs $${unknown[0] ?? ''} at run time`);
  return {
    entrypoint: words.slice(0, 1),
    cmd: words.slice(1),
    fromShell: true,
    assumptions: [...new Set(names)].map(
      (name) =>
        `${name} is fixed to the value it has in the image: without a shell the command line cannot read it at run time.`,
    ),
  };
}

const withoutVariables = (text: string): string => text.replace(/\$\{[A-Za-z_]\w*(:?[-+][^}$]*)?\}/g, '');

function splitPair(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

const handOverCommands: ReadonlySet<string> = new Set([
  '[',
  '[[',
  ':',
  'command',
  'exec',
  'set',
  'test',
  'true',
]);

/**
 * True for an entrypoint script that only hands over to its arguments: it looks, sets its own options or
 * arguments, and ends in `exec "$@"`, as that of the official Node.js image.
 */
export function isHandOver(script: string): boolean {
  const { commands, problems } = parseShell(script);
  const last = commands.at(-1);
  return (
    problems.length === 0 &&
    commands.every(({ name, assignments }) => handOverCommands.has(name) && assignments.length === 0) &&
    last?.name === 'exec' &&
    last.words.length === 1 &&
    last.words[0]?.value === '$@'
  );
}
