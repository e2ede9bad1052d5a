/** Ruby applications on scratch: the image's interpreter, gems and the application's folder, without Bundler's and RubyGems' programs. https://bundler.io/guides/bundler_setup.html */
import { posix } from 'node:path';
import { contentPath, findOnPath, resolvePath } from '../footprint/resolve.ts';
import { planClosure } from './closure-plan.ts';
import { compose } from './compose.ts';
import { exists } from './folders.ts';
import type { Plan } from './plan.ts';
import { envOf, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';

export const ruby: Suggester = {
  id: 'ruby-scratch',
  *suggest(subject) {
    // Without an image nothing says what belongs to the interpreter.
    if (subject.isMinimal || subject.input.footprint.layers.length === 0) return;
    const plan = planRuby(subject);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

interface RubyLaunch {
  /** The interpreter, a live path: `usr/bin/ruby3.3`. */
  readonly interpreter: string;
  /** What it is given before the arguments. */
  readonly before: readonly string[];
  readonly words: readonly string[];
  readonly isBundled: boolean;
}

function planRuby(subject: Subject): Plan | undefined {
  const launch = readRubyLaunch(subject);
  if (launch === undefined) return undefined;
  const { interpreter, before, words, isBundled } = launch;
  const gems = ['GEM_HOME', 'BUNDLE_PATH', 'BUNDLE_APP_CONFIG'].map((key) => envOf(subject, key) ?? '');
  const folders = [subject.workdir, ...gems, ...before].filter(
    (path) => path.startsWith('/') && path !== '/' && exists(subject, path),
  );
  const start = `/${interpreter}`;
  const plan = planClosure(subject, interpreter, { id: ruby.id, folders: [...new Set(folders)], start });
  if (plan === undefined) return undefined;
  const fixed = Math.max(0, words.length - subject.launch.cmd.length);
  return {
    ...plan,
    title: 'Ship the Ruby application with its interpreter and gems, and nothing else',
    reason:
      'The application needs the interpreter, its gems and its own folder, not compilers, a shell or a distribution.',
    entrypoint: [start, ...before, ...words.slice(0, fixed)],
    cmd: words.slice(fixed),
    changes: [
      ...plan.changes,
      ...(isBundled
        ? [
            {
              what: 'bundle exec becomes ruby -rbundler/setup',
              why: 'It sets up the same gems in the process that runs, and starts no other one.',
            },
          ]
        : []),
    ],
    confidence: 'medium',
  };
}

function readRubyLaunch(subject: Subject): RubyLaunch | undefined {
  const { launch, script } = subject;
  if (launch.needsShell !== undefined || script !== undefined) return undefined;
  const [first = '', ...rest] = [...launch.entrypoint, ...launch.cmd];
  const isBundled = posix.basename(first) === 'bundle' && rest[0] === 'exec';
  const [name = '', ...words] = isBundled ? rest.slice(1) : [first, ...rest];
  const setup = isBundled ? ['-rbundler/setup'] : [];
  const program = findProgram(subject, name);
  if (program === undefined) return undefined;
  if (isRuby(program)) return { interpreter: program, before: setup, words, isBundled };
  const { format, interpreter = '' } = subject.executables.get(program) ?? {};
  const found = findProgram(subject, interpreter);
  if (format !== 'script' || found === undefined || !isRuby(found)) return undefined;
  return { interpreter: found, before: [...setup, `/${program}`], words, isBundled };
}

const isRuby = (path: string): boolean => /(^|\/)ruby[\d.]*$/.test(path);

/** On the path, or among the programs of installed gems. */
function findProgram(subject: Subject, name: string): string | undefined {
  const { footprint, config } = subject.input;
  const { files } = footprint;
  const found = findOnPath(files, name, config.env, subject.workdir) ?? gemProgram(subject, name);
  const resolved = found === undefined ? undefined : resolvePath(files, found);
  return resolved === undefined ? undefined : contentPath(files, resolved);
}

function gemProgram({ workdir, input }: Subject, name: string): string | undefined {
  if (name === '' || name.includes('/')) return undefined;
  const places = /^(var\/lib\/gems|usr\/local\/bundle|usr\/local\/lib\/ruby\/gems)\//;
  const own = posix.join(workdir, 'vendor/bundle/').slice(1);
  for (const path of input.footprint.files.keys()) {
    if (path.endsWith(`/bin/${name}`) && (places.test(path) || path.startsWith(own))) return path;
  }
  return undefined;
}
