/** Which files of the build context COPY and ADD take. https://docs.docker.com/reference/dockerfile/#source */
import { posix } from 'node:path';
import { compilePattern } from '../dockerfile/copy-pattern.ts';
import type { ContextFacts, ContextFile } from './facts.ts';
import { knownValue } from './query.ts';
import type { Step } from './steps.ts';
import type { LintSubject } from './subject.ts';

/** Sources of COPY and ADD that are read from the context, expanded; undefined when one is not known before the build. */
export function contextSources(subject: LintSubject, step: Step): readonly string[] | undefined {
  const { instruction } = step;
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return [];
  if (instruction.flags.some(({ name }) => name === 'from')) return [];
  const words = instruction.json ?? instruction.words.map(({ text }) => text);
  const sources: string[] = [];
  for (const word of words.slice(0, -1)) {
    if (/^<<-?[^<]/.test(word)) continue;
    const source = knownValue(subject, step, word);
    if (source === undefined) return undefined;
    // URLs and Git repositories do not come from the context.
    if (!/^(?:[a-z][a-z0-9+.-]*:\/\/|git@)/i.test(source)) sources.push(source);
  }
  return sources;
}

/** The context's files that one source names, by itself, by a wildcard or by a folder above; sorted by path. */
export function copiedFiles(context: ContextFacts, source: string): readonly ContextFile[] {
  const path = posix.join('/', source).replace(/\/$/, '').slice(1);
  if (path === '' || path === '.') return context.files;
  if (!/[*?[\\]/.test(path)) return filesBelow(context.files, path);
  const matches = compilePattern(path);
  if (matches === undefined) return [];
  const depth = path.split('/').length;
  return context.files.filter((file) => {
    const names = file.path.split('/');
    // A folder that matches is taken with everything in it.
    return names.length >= depth && matches(names.slice(0, depth).join('/'));
  });
}

function filesBelow(files: readonly ContextFile[], path: string): readonly ContextFile[] {
  return files.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
}
