/** Words, assignments and redirections of the shell's syntax tree in the terms that rules read. */
import type { Assignment, Redirection, Word, WordPart } from 'unbash';
import type { ShellAssignment, ShellPart, ShellRedirect, ShellWord } from './shell.ts';
import type { Range } from './syntax.ts';

/** Where a stretch of the tree's text stands. */
export type Place = (start: number, end: number) => Range;

/** A word; `name=value` after a program's name is one too, as in `export A=1`. */
export function readWord(word: Word | Assignment, place: Place): ShellWord {
  const value = word.type === 'Word' ? word.value : word.text;
  const parts = word.type === 'Word' ? wordParts(word, place) : assignmentParts(word, place);
  return {
    value,
    range: place(word.pos, word.end),
    parts,
    isLiteral: parts.every(({ kind }) => kind === 'literal'),
  };
}

export function readAssignment(node: Assignment, place: Place): ShellAssignment {
  return {
    name: node.name,
    ...(node.value.type === 'Word' ? { value: readWord(node.value, place) } : {}),
    range: place(node.pos, node.end),
  };
}

export function readRedirect(node: Redirection, place: Place): ShellRedirect {
  const target = node.type === 'HereDoc' ? undefined : node.target;
  return {
    operator: node.operator,
    ...(node.descriptor?.type === 'FileDescriptor' ? { descriptor: node.descriptor.value } : {}),
    ...(target === undefined ? {} : { target: readWord(target, place) }),
    range: place(node.pos, node.end),
  };
}

function assignmentParts(node: Assignment, place: Place): readonly ShellPart[] {
  // Nothing is split in the value of an assignment, so it counts as quoted.
  const inner =
    node.value.type === 'Word'
      ? wordParts(node.value, place)
      : node.value.elements.flatMap((element) => wordParts(element, place));
  return inner.map((part) => ({ ...part, quoted: true }));
}

function wordParts(word: Word, place: Place): readonly ShellPart[] {
  if (word.parts !== undefined) return word.parts.flatMap((part) => readPart(part, false, place));
  return [{ kind: 'literal', text: word.text, quoted: false, range: place(word.pos, word.end) }];
}

function readPart(part: WordPart, quoted: boolean, place: Place): readonly ShellPart[] {
  const shared = { text: part.text, quoted, range: place(part.pos, part.end) };
  switch (part.type) {
    case 'Literal':
      return [{ kind: 'literal', ...shared }];
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ kind: 'literal', ...shared, quoted: true }];
    case 'DoubleQuoted':
    case 'LocaleString':
      // `""` is a word without parts, and a word nevertheless.
      return part.parts.length === 0
        ? [{ kind: 'literal', ...shared, quoted: true }]
        : part.parts.flatMap((child) => readPart(child, true, place));
    case 'SimpleExpansion':
      return [{ kind: 'variable', ...shared, name: part.text.slice(1) }];
    case 'ParameterExpansion':
      return [{ kind: 'variable', ...shared, name: part.parameter }];
    case 'CommandExpansion':
      return [{ kind: 'command', ...shared }];
    case 'ArithmeticExpansion':
      return [{ kind: 'arithmetic', ...shared }];
    case 'ProcessSubstitution':
      return [{ kind: 'process', ...shared }];
    case 'Glob':
    case 'ExtendedGlob':
      return [{ kind: 'glob', ...shared }];
    case 'BraceExpansion':
      return [{ kind: 'brace', ...shared }];
  }
}
