/** What the container runs: ENTRYPOINT and CMD followed through shells, wrappers, scripts and links. https://github.com/opencontainers/image-spec/blob/main/config.md */
import type { Entrypoint, LiveFile, LocatedEvidence } from '../model/footprint.ts';
import type { ImageConfig } from '../model/image.ts';
import type { ExecutableEvidence } from '../model/layer.ts';
import { contentPath, findOnPath, pathUnder } from './resolve.ts';
import { finalCommand, finalScriptCommand, type SimpleCommand } from './shell-command.ts';
import { unwrap } from './wrapper.ts';

type Config = Pick<ImageConfig, 'entrypoint' | 'cmd' | 'env' | 'workingDir'>;

/** More hops than any real image takes; a wrapper may start itself. */
const maxHops = 16;

/** Follows the command line as far as it can be read; `unresolved` says where that ends. */
export function findEntrypoint(
  config: Config,
  evidence: readonly LocatedEvidence[],
  files: ReadonlyMap<string, LiveFile>,
): Entrypoint {
  const argv = [...(config.entrypoint ?? []), ...(config.cmd ?? [])];
  const shellForm = isShell(argv[0] ?? '') && isCommandFlag(argv[findOperand(argv) - 1] ?? '');
  return { argv, shellForm, ...follow(argv, config, evidence, files) };
}

function follow(
  argv: readonly string[],
  config: Config,
  evidence: readonly LocatedEvidence[],
  files: ReadonlyMap<string, LiveFile>,
): Pick<Entrypoint, 'program' | 'script' | 'unresolved'> {
  let words = argv;
  let directory = config.workingDir || '/';
  let script: string | undefined;
  const stopped = (unresolved: string): Pick<Entrypoint, 'script' | 'unresolved'> =>
    script === undefined ? { unresolved } : { script, unresolved };
  if (words.length === 0) return stopped('neither ENTRYPOINT nor CMD is set');

  for (let hop = 0; hop < maxHops; hop += 1) {
    const name = expand(words[0] ?? '', config.env);
    if (name === undefined) return stopped(`${words[0]} is known only at run time`);
    if (name === '') return stopped('the command line is empty');
    const started = unwrap(words) ?? (isShell(name) ? shellStarts(words) : undefined);
    if (started !== undefined) {
      if (started === 'unreadable') return stopped(`the command of ${name} -c cannot be read`);
      const next: SimpleCommand = 'words' in started ? started : { words: started };
      // `tini --` with nothing behind it, or a shell that reads its standard input.
      if (next.words.length > 0 || name === 'exec') {
        words = next.words;
        if (next.directory !== undefined) directory = pathUnder(directory, next.directory);
        continue;
      }
    }
    if (isRelative(name) && /[$`]/.test(directory))
      return stopped(`the directory of ${name} is known only at run time`);
    const path = findOnPath(files, name, config.env, directory);
    if (path === undefined) return stopped(`${name} is not in the image`);
    const executable = findExecutable(evidence, contentPath(files, path));
    if (executable?.format !== 'script' || !isShell(executable.interpreter ?? '')) {
      return script === undefined ? { program: path } : { script, program: path };
    }
    script ??= path;
    const text = findText(evidence, contentPath(files, path));
    const next = text === undefined ? undefined : finalScriptCommand(text, words.slice(1));
    if (next === undefined) return stopped(`${path} does not tell what it starts`);
    words = next.words;
    if (next.directory !== undefined) directory = pathUnder(directory, next.directory);
  }
  return stopped('the command line starts itself');
}

/** What `sh -c 'cd /app && exec ./run'` or `bash -e start.sh` starts; undefined for a shell without either. */
function shellStarts(words: readonly string[]): SimpleCommand | readonly string[] | 'unreadable' | undefined {
  const at = findOperand(words);
  if (at >= words.length) return undefined;
  if (isCommandFlag(words[at - 1] ?? '')) return finalCommand(words[at] ?? '') ?? 'unreadable';
  return words.slice(at);
}

/** Where a shell's options end: `-o pipefail` takes two words. */
function findOperand(words: readonly string[]): number {
  let at = 1;
  while (/^[-+]/.test(words[at] ?? '')) at += /^[-+][a-z]*o$/.test(words[at] ?? '') ? 2 : 1;
  return at;
}

function isCommandFlag(word: string): boolean {
  return /^-[a-z]*c$/.test(word);
}

/** A word without expansions, or one that is a single variable of the image's own environment. */
function expand(word: string, env: readonly string[]): string | undefined {
  if (!/[$`*?]/.test(word)) return word;
  const variable = /^\$\{?([A-Za-z_]\w*)\}?(?=\/|$)/.exec(word);
  if (variable === null) return undefined;
  const value = env
    .findLast((item) => item.startsWith(`${variable[1]}=`))
    ?.slice((variable[1] ?? '').length + 1);
  const expanded = value === undefined ? undefined : value + word.slice(variable[0].length);
  return expanded === undefined || /[$`*?]/.test(expanded) ? undefined : expanded;
}

function isRelative(name: string): boolean {
  return name.includes('/') && !name.startsWith('/');
}

function isShell(program: string): boolean {
  return /^(?:ba|da|a|z|k|mk)?sh$/.test(program.slice(program.lastIndexOf('/') + 1));
}

function findExecutable(evidence: readonly LocatedEvidence[], path: string): ExecutableEvidence | undefined {
  const found = evidence.findLast((item) => item.kind === 'executable' && item.live && item.path === path);
  return found?.kind === 'executable' ? found : undefined;
}

function findText(evidence: readonly LocatedEvidence[], path: string): string | undefined {
  const found = evidence.findLast((item) => item.kind === 'text' && item.live && item.path === path);
  return found?.kind === 'text' ? found.text : undefined;
}
