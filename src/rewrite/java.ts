/** Java applications on distroless java, or on the image's own runtime. https://github.com/GoogleContainerTools/distroless/tree/main/java */
import { posix } from 'node:path';
import { compose } from './compose.ts';
import { beside, elvesBelow, exists, keepPath } from './folders.ts';
import { findNativeBase, type NativeBase } from './native.ts';
import type { Plan } from './plan.ts';
import { envOf, openPath, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';
import { findTarget } from './target.ts';

export const java: Suggester = {
  id: 'java-distroless',
  *suggest(subject) {
    if (subject.isMinimal) return;
    const plan = planJava(subject);
    const suggestion = plan === undefined ? undefined : compose(subject, plan);
    if (suggestion !== undefined) yield suggestion;
  },
};

function planJava(subject: Subject): Plan | undefined {
  const { launch, program } = subject;
  if (launch.needsShell !== undefined || subject.script !== undefined) return undefined;
  if (program === undefined || posix.basename(program) !== 'java') return undefined;
  const words = [...launch.entrypoint.slice(1), ...launch.cmd];
  const paths = applicationPaths(subject, words);
  const runtime = findRuntime(subject, program);
  if (paths.length === 0 || runtime === undefined) return undefined;
  const fixed = launch.entrypoint.slice(1);
  return {
    id: java.id,
    title: `Ship the Java application on ${runtime.base.target.name}`,
    reason:
      'The application needs a Java runtime and its archives, not a JDK, a build tool, a shell or a distribution.',
    target: runtime.base.target,
    copies: [...runtime.base.copies, ...paths.map((path) => keepPath(subject, path))],
    // What runs is part of the ENTRYPOINT: an argument given to the container must not replace the jar.
    entrypoint: [runtime.program, ...(fixed.length > 0 ? fixed : words)],
    cmd: fixed.length > 0 ? launch.cmd : [],
    changes: [
      {
        what: `${paths.join(', ')} ${paths.length === 1 ? 'is' : 'are'} copied from the builder`,
        why: 'That is what the command line names.',
      },
    ],
    assumptions: [
      ...runtime.assumptions,
      ...runtime.base.assumptions,
      'The application reads no other file of the original image and starts no shell.',
    ],
    confidence: runtime.isSure ? 'medium' : 'low',
  };
}

interface Runtime {
  readonly base: NativeBase;
  readonly program: string;
  readonly assumptions: readonly string[];
  readonly isSure: boolean;
}

function findRuntime(subject: Subject, program: string): Runtime | undefined {
  const { platform } = subject.input;
  const found = majorOf(subject, program);
  const target = findTarget(`java${found ?? '21'}`, platform);
  if (target?.program !== undefined) {
    return {
      base: { target, copies: [], assumptions: [], isStatic: false },
      program: target.program,
      assumptions: found === undefined ? ['The version of Java is not recorded: 21 is assumed.'] : [],
      isSure: found !== undefined,
    };
  }
  const home = posix.dirname(posix.dirname(`/${program}`));
  if (home === '/' || home === '/usr') return undefined;
  const base = findNativeBase(subject, elvesBelow(subject, [home]), 'java-base', 'tell');
  if (base === undefined) return undefined;
  return {
    base: { ...base, copies: [...beside(base.copies, [home]), { sources: [home], target: home }] },
    program: `/${program}`,
    assumptions: [
      `The image's own Java ${found ?? ''} in ${home} is kept, since distroless has 17, 21 and 25: check that its version still gets updates.`,
    ],
    isSure: true,
  };
}

/** From the variable of the official images, the runtime's folder, or the distribution's package. */
function majorOf(subject: Subject, program: string): string | undefined {
  const packaged = subject.input.footprint.packages.find((one) => /^openjdk-?\d+-j(re|dk)/.test(one.name));
  const sources = [
    /^(?:jdk-?)?(\d+)/.exec(envOf(subject, 'JAVA_VERSION') ?? ''),
    /(?:java|jdk|openjdk|temurin|corretto|zulu)-?(\d+)/.exec(program),
    /(\d+)/.exec(packaged?.name ?? ''),
  ];
  const major = sources.map((match) => match?.[1]).find(Boolean);
  // Until Java 8 the version began with 1.
  return major === '1' ? '8' : major;
}

/** Archives, class path and agents of the command line, and the folders beside a jar that it may read. */
function applicationPaths(subject: Subject, words: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (path: string): void => {
    const live = path === '' ? undefined : openPath(subject, path);
    // As the command line names it: COPY follows the link.
    if (live !== undefined && live !== '') found.add(posix.resolve(subject.workdir, path));
  };
  for (const [index, word] of words.entries()) {
    const next = words[index + 1] ?? '';
    if (word === '-jar') {
      add(next);
      const folder = posix.dirname(posix.resolve(subject.workdir, next));
      for (const name of ['lib', 'libs', 'config']) {
        const sibling = posix.join(folder, name);
        if (folder !== '/' && exists(subject, sibling)) found.add(sibling);
      }
    } else if (/^(-cp|-classpath|--class-path|-p|--module-path)$/.test(word)) {
      for (const part of next.split(':')) add(part.replace(/\/\*$/, ''));
    } else if (word.startsWith('-javaagent:')) add(word.slice('-javaagent:'.length).replace(/=.*$/, ''));
  }
  // A main class without a class path is searched in the working directory.
  if (found.size === 0 && subject.workdir !== '/' && words.some((word) => !word.startsWith('-')))
    add(subject.workdir);
  return [...found].sort();
}
