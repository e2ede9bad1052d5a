/** What COPY and ADD take from the build context, file by file. */
import { posix } from 'node:path';
import { contextSources, copiedFiles } from '../copied.ts';
import type { ContextFile } from '../facts.ts';
import { stepsOf } from '../query.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

export interface ContextCopy {
  readonly step: Step;
  /** As written, variables filled in. */
  readonly source: string;
  /** True when the source is the context itself. */
  readonly isWhole: boolean;
  readonly files: readonly ContextFile[];
}

/** Every source of every COPY and ADD that the context is read for; nothing where the context is not known. */
export function contextCopies(subject: LintSubject): readonly ContextCopy[] {
  const { context } = subject;
  if (context === undefined) return [];
  return stepsOf(subject, 'COPY', 'ADD').flatMap((step) =>
    (step.isTrigger ? [] : (contextSources(subject, step) ?? [])).map((source) => ({
      step,
      source,
      isWhole: isWholeContext(source),
      files: copiedFiles(context, source),
    })),
  );
}

/** True for `.`, `./`, `/` and the like. */
export function isWholeContext(source: string): boolean {
  return posix.join('/', source).replace(/\/$/, '') === '';
}

/** Bytes as people say them: `12.3 MB`, `4 kB`. */
export function megabytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
