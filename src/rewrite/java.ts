/** Java applications on distroless java, or on the image's own runtime. https://github.com/GoogleContainerTools/distroless/tree/main/java */
import { posix } from 'node:path';
import { compose } from './compose.ts';
import { exists, keepPath } from './folders.ts';
import { findJavaRuntime } from './java-runtime.ts';
import type { Plan } from './plan.ts';
import { openPath, type Subject } from './subject.ts';
import type { Suggester } from './suggester.ts';

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
  const runtime = findJavaRuntime(subject, program);
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
    ...(runtime.builderLines.length === 0 ? {} : { builderLines: runtime.builderLines }),
    changes: [
      ...runtime.changes,
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
