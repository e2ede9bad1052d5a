/** Programs that a distribution installed, or an interpreter that is in no distroless base: all that they need, on scratch. */
import { posix } from 'node:path';
import { resolvePath } from '../footprint/resolve.ts';
import { closureFiles } from './closure-files.ts';
import { compose } from './compose.ts';
import { copiesOf } from './kept-files.ts';
import type { CopyPlan, Plan } from './plan.ts';
import { isRust } from './rust-build.ts';
import { skeletonFolder, skeletonLines } from './skeleton.ts';
import { envOf, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';
import { findTarget } from './target.ts';

/** Other suggesters know these better; a shell is no service. */
const known = /(^|\/)(node|nodejs|python[\d.]*|java|nginx|busybox|(ba|da|a|k|z)?sh)$/;

export const closure: Suggester = {
  id: 'closure-scratch',
  *suggest(subject) {
    if (subject.isMinimal || !subject.given || subject.program === undefined || known.test(subject.program))
      return;
    const evidence = subject.executables.get(subject.program);
    // Without an image nothing says what belongs to a program.
    if (evidence?.format !== 'elf' || subject.input.footprint.layers.length === 0) return;
    if (evidence.go === true || isRust(subject) || isOwnProgram(subject, subject.program)) return;
    const plan = planClosure(subject, subject.program);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

const interpreters = /(^|\/)(ruby|perl|php|php-fpm|lua|dotnet)[\d.]*$/;

/** What the application's own layers brought is the generic suggester's, unless it is an interpreter. */
function isOwnProgram({ input }: Subject, program: string): boolean {
  const { files, base } = input.footprint;
  const file = files.get(program);
  return (
    !interpreters.test(program) && file?.owner?.kind !== 'os-package' && (file?.layer ?? 0) >= base.layers
  );
}

function planClosure(subject: Subject, program: string): Plan | undefined {
  const { launch, input } = subject;
  const { footprint, platform } = input;
  const target = findTarget('scratch', platform);
  if (launch.needsShell !== undefined || subject.script !== undefined || target === undefined)
    return undefined;
  const found = closureFiles(subject, program);
  if (found === undefined) return undefined;
  const start = startPath(subject, program);
  const copies: readonly CopyPlan[] = [
    { sources: [skeletonFolder], target: '/' },
    ...copiesOf(footprint.files, new Set([...found.paths, start.slice(1)])),
    ...found.links.map((path) => ({ sources: [path], target: path })),
    ...found.writable.map((path) => ({ sources: [path], target: path, writable: true })),
  ];
  return {
    id: closure.id,
    title: `Ship ${start} with what it needs, and nothing else`,
    reason: `${start} needs its libraries, its own package's files and a little data, not the distribution that it was installed in.`,
    target,
    copies,
    entrypoint: [start, ...launch.entrypoint.slice(1)],
    cmd: launch.cmd,
    builderLines: skeletonLines(subject, found.owners),
    changes: [
      {
        what: `${found.paths.size} files are copied out of the image`,
        why: `They are ${start}, the libraries that ELF headers name, files of ${found.packages.length === 0 ? 'the program' : found.packages.join(', ')}, certificates and time zones.`,
      },
      {
        what: `${skeletonFolder} is made in the builder`,
        why: 'Accounts, /tmp and a home have to exist, and records of the packages that are taken along keep scanners seeing them.',
      },
    ],
    assumptions: [
      ...(found.missing.length === 0
        ? []
        : [
            `Modules that need ${found.missing.slice(0, 10).join(', ')} do not load, as in the original image.`,
          ]),
      ...(found.scripts.length === 0
        ? []
        : [
            `Nothing runs the scripts that come along without their interpreters: ${found.scripts.slice(0, 5).join(', ')}${found.scripts.length > 5 ? ` and ${found.scripts.length - 5} more` : ''}.`,
          ]),
      'Libraries that are loaded by name at run time are not seen in ELF headers: what is missing is named by --keep.',
      `${start} starts no shell and no other program.`,
    ],
    confidence: 'low',
  };
}

/**
 * As the program is to be started. A link of another name is kept as a file of that name, for programs that ask
 * what they are called; one of the same name is followed, for programs that look beside themselves.
 */
function startPath(subject: Subject, program: string): string {
  const { files } = subject.input.footprint;
  const word = subject.launch.entrypoint[0] ?? '';
  const folders = (
    envOf(subject, 'PATH') ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  ).split(':');
  const named = word.includes('/')
    ? posix.resolve(subject.workdir, word)
    : folders
        .map((folder) => posix.join('/', folder, word))
        .find((path) => resolvePath(files, path) !== undefined);
  const real = `/${program}`;
  return named === undefined || posix.basename(named) === posix.basename(real) ? real : named;
}
