/** A plan on scratch: one program with its libraries, data, accounts, and records of the packages they are from. */
import { posix } from 'node:path';
import { resolvePath } from '../footprint/resolve.ts';
import { closureFiles } from './closure-files.ts';
import { keepPath } from './folders.ts';
import { copiesOf } from './kept-files.ts';
import type { CopyPlan, Plan } from './plan.ts';
import { skeletonFolder, skeletonLines } from './skeleton.ts';
import { envOf, type Subject } from './subject.ts';
import { findTarget } from './target.ts';

export interface ClosureWords {
  readonly id: string;
  readonly language?: string;
  /** Absolute, taken along whole. */
  readonly folders?: readonly string[];
  /** What the launch's first word becomes, absolute. */
  readonly start?: string;
}

/** All that the program needs on scratch; undefined when it cannot start without a shell. */
export function planClosure(
  subject: Subject,
  program: string,
  { id, language, folders = [], start = startPath(subject, program) }: ClosureWords,
): Plan | undefined {
  const { launch, input } = subject;
  const { footprint, platform } = input;
  const target = findTarget('scratch', platform);
  if (launch.needsShell !== undefined || subject.script !== undefined || target === undefined)
    return undefined;
  const found = closureFiles(subject, program, folders);
  if (found === undefined) return undefined;
  const isInside = (path: string): boolean => folders.some((one) => `/${path}/`.startsWith(`${one}/`));
  const single = [...found.paths, start.slice(1)].filter((path) => !isInside(path));
  const copies: readonly CopyPlan[] = [
    { sources: [skeletonFolder], target: '/' },
    ...copiesOf(footprint.files, new Set(single)),
    ...folders.map((path) => keepPath(subject, path)),
    ...found.links.map((path) => ({ sources: [path], target: path })),
    ...found.writable.map((path) => ({ sources: [path], target: path, writable: true })),
  ];
  return {
    id,
    title: `Ship ${language === undefined ? start : `the ${language} program`} with what it needs, and nothing else`,
    reason: `${start} needs ${language === undefined ? "its libraries, its own package's files" : 'the libraries of the release that it was built on'} and a little data, not the distribution ${language === undefined ? 'that it was installed in' : 'around them'}.`,
    target,
    copies,
    entrypoint: [start, ...launch.entrypoint.slice(1)],
    cmd: launch.cmd,
    env: certificateSettings(subject, found.paths),
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
    confidence: language === undefined ? 'low' : 'medium',
  };
}

const certificates = 'etc/ssl/certs/ca-certificates.crt';

/** OpenSSL looks for a folder of links by hash where it is not told of the one file. */
function certificateSettings(
  subject: Subject,
  paths: ReadonlySet<string>,
): readonly (readonly [string, string])[] {
  const hasOpenSsl = [...paths].some((path) => posix.basename(path).startsWith('libcrypto.so'));
  const isSet = envOf(subject, 'SSL_CERT_FILE') !== undefined || envOf(subject, 'SSL_CERT_DIR') !== undefined;
  return hasOpenSsl && paths.has(certificates) && !isSet ? [['SSL_CERT_FILE', `/${certificates}`]] : [];
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
