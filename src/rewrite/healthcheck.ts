/** HEALTHCHECK, kept where its command still runs without a shell. https://docs.docker.com/reference/dockerfile/#healthcheck */
import { posix } from 'node:path';
import { renderHealthcheck } from '../dockerfile/render.ts';
import type { DockerfileInstruction } from '../dockerfile/syntax.ts';
import { contentPath, findOnPath, resolvePath } from '../footprint/resolve.ts';
import type { SuggestionChange } from '../model/finding.ts';
import type { Healthcheck } from '../model/image.ts';
import { readShellLaunch } from './launch.ts';
import type { CopyPlan, Plan } from './plan.ts';
import type { Subject } from './subject.ts';

export interface KeptHealthcheck {
  readonly line?: string;
  readonly changes: readonly SuggestionChange[];
}

/** `own` are the instructions of the last stage and those it is built on: images of the OCI format have no HEALTHCHECK. */
export function keepHealthcheck(
  subject: Subject,
  plan: Plan,
  own: readonly DockerfileInstruction[],
): KeptHealthcheck {
  const written = own.findLast(({ keyword }) => keyword === 'HEALTHCHECK');
  const healthcheck =
    written === undefined ? subject.input.config.healthcheck : readHealthcheck(written.argument);
  const [kind] = healthcheck?.test ?? [];
  if (healthcheck === undefined || kind === undefined) return { changes: [] };
  if (kind === 'NONE') return { line: 'HEALTHCHECK NONE', changes: [] };
  const words = commandWords(subject, healthcheck);
  if ('needsShell' in words) return dropped(words.needsShell);
  const command = translate(subject, plan, words.words);
  if ('lacks' in command) {
    return dropped(
      `${command.lacks} is not in the final image, --keep takes a program and its libraries along`,
    );
  }
  const line = renderHealthcheck({ test: ['CMD', ...command.words] });
  if (line === undefined) return dropped('it cannot be written in exec form');
  const flags = (written?.flags ?? []).map(({ name, value }) => ` --${name}=${value ?? ''}`).join('');
  const changes: readonly SuggestionChange[] =
    kind === 'CMD' && command.words[0] === healthcheck.test[1]
      ? []
      : [{ what: 'HEALTHCHECK is in exec form', why: 'There is no shell to start it.' }];
  return { line: line.replace(/^HEALTHCHECK/, `HEALTHCHECK${flags}`), changes };
}

/** What follows HEALTHCHECK and its flags; undefined for what is neither NONE nor CMD. */
export function readHealthcheck(argument: string): Healthcheck | undefined {
  if (/^NONE\b/i.test(argument)) return { test: ['NONE'] };
  const text = /^CMD\s+(.*)$/is.exec(argument)?.[1];
  if (text === undefined) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    if (Array.isArray(words) && words.every((word) => typeof word === 'string')) {
      return { test: ['CMD', ...words] };
    }
  } catch {
    // No JSON: the shell form.
  }
  return { test: ['CMD-SHELL', text] };
}

function dropped(why: string): KeptHealthcheck {
  return {
    changes: [
      {
        what: 'HEALTHCHECK is dropped',
        why: `${why.charAt(0).toUpperCase()}${why.slice(1)}; probe the port from outside, or let the program check itself.`,
      },
    ],
  };
}

function commandWords(
  { input }: Subject,
  { test }: Healthcheck,
): { readonly words: readonly string[] } | { readonly needsShell: string } {
  const [kind, ...words] = test;
  if (kind === 'CMD') return { words };
  // Every exit code but 0 is unhealthy, so that this end says nothing.
  const text = (words[0] ?? '').replace(/\s*(?:\|\||;)\s*(?:exit\s+1|false)\s*;?\s*$/, '');
  const launch = readShellLaunch(text.trim(), input.config.env);
  return launch.needsShell === undefined
    ? { words: [...launch.entrypoint, ...launch.cmd] }
    : { needsShell: launch.needsShell };
}

/** The words as the final image understands them, or what of them it does not have. */
function translate(
  { input, workdir, executables, program }: Subject,
  plan: Plan,
  words: readonly string[],
): { readonly words: readonly string[] } | { readonly lacks: string } {
  const [first = '', ...rest] = words;
  const { files } = input.footprint;
  const found = findOnPath(files, first, input.config.env, workdir);
  if (found === undefined) return { lacks: first };
  const content = contentPath(files, found);
  const isRuntime = plan.target.program !== undefined && content === program;
  const start = isRuntime ? plan.target.program : landing(plan.copies, found);
  // A script needs what its first line names, which is kept for the program alone.
  if (start === undefined || (!isRuntime && executables.get(content)?.format === 'script')) {
    return { lacks: first };
  }
  const operands: string[] = [];
  for (const word of rest) {
    const path = /^[\w./]/.test(word) ? resolvePath(files, posix.resolve(workdir, word)) : undefined;
    const isFile = path !== undefined && files.get(path)?.entry.type !== 'dir';
    const place = isFile ? landing(plan.copies, path) : word;
    if (place === undefined) return { lacks: word };
    operands.push(isFile && word.startsWith('/') ? place : word);
  }
  return { words: [start, ...operands] };
}

/** Where copies put a live path, absolute; undefined where none takes it. */
function landing(copies: readonly CopyPlan[], path: string): string | undefined {
  const name = `/${path}`;
  for (const { sources, target } of copies) {
    for (const source of sources) {
      const into =
        target.endsWith('/') && sources.length > 0 ? posix.join(target, posix.basename(source)) : target;
      if (name === source) return into;
      // Of a folder the content is copied.
      if (name.startsWith(`${source}/`)) return posix.join(target, name.slice(source.length + 1));
    }
  }
  return undefined;
}
