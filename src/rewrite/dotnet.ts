/** Applications of .NET on chiselled images of their version, or on the image's own runtime. https://github.com/dotnet/dotnet-docker/blob/main/documentation/distroless.md */
import { posix } from 'node:path';
import { contentPath } from '../footprint/resolve.ts';
import { planClosure } from './closure-plan.ts';
import { compose } from './compose.ts';
import { isHostOf } from './dotnet-host.ts';
import { elvesBelow, exists, keepPath } from './folders.ts';
import type { Plan } from './plan.ts';
import { envOf, openPath, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';
import type { Target } from './target.ts';

export const dotnet: Suggester = {
  id: 'dotnet-chiselled',
  *suggest(subject) {
    if (subject.isMinimal || subject.input.footprint.layers.length === 0) return;
    const plan = planDotnet(subject);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

interface Application {
  /** Absolute path of the assembly that is started. */
  readonly assembly: string;
  /** Absolute, with all that was published. */
  readonly folder: string;
  /** Words after the assembly. */
  readonly words: readonly string[];
}

function planDotnet(subject: Subject): Plan | undefined {
  const { launch, program, script, user } = subject;
  if (launch.needsShell !== undefined || script !== undefined || program === undefined) return undefined;
  const application = findApplication(subject, program);
  if (application === undefined) return undefined;
  const { assembly, folder, words } = application;
  // Published with its runtime.
  if (isHostOf(subject, program) && exists(subject, `${folder}/libcoreclr.so`))
    return planClosure(subject, program, { id: dotnet.id, language: '.NET', folders: [folder] });
  const root = findRoot(subject, program);
  if (root === undefined) return undefined;
  const version = versionOf(subject, root);
  const isMusl = elvesBelow(subject, [folder, root]).some((path) =>
    (subject.executables.get(path)?.needed ?? []).some((name) => name.startsWith('libc.musl')),
  );
  const target = version === undefined || isMusl ? undefined : chiselled(subject, root, version);
  if (target === undefined) return planOwn(subject, root, application);
  return {
    id: dotnet.id,
    title: `Ship the .NET application on ${target.name}`,
    reason:
      'The application needs the .NET runtime and what was published, not an SDK, a shell or a package manager.',
    target,
    copies: [keepPath(subject, folder)],
    entrypoint: ['/usr/bin/dotnet', assembly],
    cmd: words,
    changes: [{ what: `${folder} is copied from the builder`, why: `${assembly} is started from it.` }],
    assumptions: [
      `${target.name} was not looked at: it has .NET ${version} and no further libraries of the system.`,
      ...(user.uid === target.uid
        ? []
        : [
            `It has no account of uid ${user.uid}: a program that asks for its name or home finds none; --user ${target.uid} is the one that it has.`,
          ]),
      'The application reads no other file of the original image and starts no shell.',
    ],
    confidence: 'medium',
  };
}

/** What `dotnet app.dll` names, or the assembly beside the program that was made to start it. */
function findApplication(subject: Subject, program: string): Application | undefined {
  const { launch, workdir } = subject;
  const words = [...launch.entrypoint.slice(1), ...launch.cmd];
  const isHost = posix.basename(program) === 'dotnet';
  const [first = '', ...rest] = isHost ? words : [`/${program}.dll`, ...words];
  const found = first.endsWith('.dll') ? openPath(subject, first) : undefined;
  if (found === undefined) return undefined;
  const folder = posix.dirname(`/${found}`);
  // Beside files of the system, only what was published for itself could be told apart.
  if (folder === '/' || /^\/(usr|etc|bin|lib)(\/|$)/.test(folder)) return undefined;
  return { assembly: isHost ? posix.resolve(workdir, first) : first, folder, words: rest };
}

/** The absolute folder with `shared/Microsoft.NETCore.App`. */
function findRoot(subject: Subject, program: string): string | undefined {
  const roots = [
    ...(posix.basename(program) === 'dotnet' ? [posix.dirname(`/${program}`)] : []),
    envOf(subject, 'DOTNET_ROOT') ?? '',
    '/usr/share/dotnet',
    '/usr/lib/dotnet',
  ];
  return roots.find(
    (root) => root.startsWith('/') && exists(subject, `${root}/shared/Microsoft.NETCore.App`),
  );
}

/** Major and minor of the newest runtime in the folder. */
function versionOf({ input }: Subject, root: string): string | undefined {
  const folder = `${root}/shared/Microsoft.NETCore.App/`.slice(1);
  const versions = new Set<string>();
  for (const path of input.footprint.files.keys()) {
    const version = path.startsWith(folder)
      ? /^(\d+\.\d+)\./.exec(path.slice(folder.length))?.[1]
      : undefined;
    if (version !== undefined) versions.add(version);
  }
  return [...versions].sort((a, b) => Number(b) - Number(a))[0];
}

/** From .NET 8 on, published for these. */
const architectures: ReadonlySet<string> = new Set(['amd64', 'arm64']);

function chiselled(subject: Subject, root: string, version: string): Target | undefined {
  const { platform, footprint } = subject.input;
  if (Number(version) < 8 || platform.os !== 'linux' || !architectures.has(platform.architecture))
    return undefined;
  const isInvariant = /^(1|true)$/i.test(envOf(subject, 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT') ?? '');
  const hasCultures = [...footprint.files.keys()].some((path) => /(^|\/)libicuuc\.so\./.test(path));
  const image = exists(subject, `${root}/shared/Microsoft.AspNetCore.App`) ? 'aspnet' : 'runtime';
  const extra = hasCultures && !isInvariant;
  return {
    id: 'chiselled',
    name: `mcr.microsoft.com/dotnet/${image}:${version}-noble-chiseled${extra ? '-extra' : ''}`,
    libc: 'glibc',
    glibc: 39,
    uid: 1654,
    shell: false,
    caCertificates: true,
    timeZones: extra,
    program: '/usr/bin/dotnet',
    libraries: new Set(),
    sources: [
      'base-files',
      'ca-certificates',
      'glibc',
      'gcc-14',
      'openssl',
      ...(extra ? ['icu', 'tzdata'] : []),
    ],
  };
}

/** The runtime that the image has, with what it opens by name, on scratch. */
function planOwn(subject: Subject, root: string, { assembly, folder, words }: Application): Plan | undefined {
  const { files } = subject.input.footprint;
  const host = contentPath(files, `${root}/dotnet`.slice(1));
  const folders = ['host', 'shared'].map((name) => `${root}/${name}`).filter((path) => exists(subject, path));
  const plan = planClosure(subject, host, {
    id: dotnet.id,
    language: '.NET',
    folders: [folder, ...folders],
    start: `/${host}`,
  });
  return plan === undefined ? undefined : { ...plan, entrypoint: [`/${host}`, assembly], cmd: words };
}
