/** What may have got into a stage on an empty base, where nobody can look. */
import type { LintSubject } from '../subject.ts';
import { lineageOf } from './stage.ts';

const archive = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.\w+)\b|:\/\//i;

/**
 * True when an instruction may have brought a file: its name is in the line, its folder is copied to whole, or an
 * archive is unpacked. `folders` matches destinations without a slash at their end.
 */
export function mayHave(subject: LintSubject, index: number, name: RegExp, folders: RegExp): boolean {
  return lineageOf(subject, index).some(({ instructions }) =>
    instructions.some(({ keyword, argument, words, json }) => {
      if (keyword !== 'ADD' && keyword !== 'COPY') return false;
      if (name.test(argument) || (keyword === 'ADD' && archive.test(argument))) return true;
      const paths = (json ?? words.map(({ text }) => text)).map((text) => text.replace(/["']/g, ''));
      const target = paths.at(-1) ?? '';
      // A file that is copied under its own name to the root is no folder.
      const isFile = /(?:^|\/)[\w-]+\.\w+$/.test(paths.at(-2) ?? '');
      return target.includes('$') || (folders.test(target.replace(/\/$/, '')) && !isFile);
    }),
  );
}
