/** From the syntax tree of a shell script to its commands, each with what it stands in and between. */
import type { AndOr, Command, ParsedScript, Pipeline, Statement, SyntaxNode } from 'unbash';
import { forEachChild } from 'unbash';
import type {
  ShellCommand,
  ShellConstruct,
  ShellEnclosure,
  ShellLoop,
  ShellOperator,
  ShellScript,
} from './shell.ts';
import { extensionOf } from './shell-extension.ts';
import { type Place, readAssignment, readRedirect, readWord } from './shell-word.ts';

interface Position {
  readonly before: ShellOperator;
  readonly after: ShellOperator;
  readonly pipe?: number;
  readonly within: readonly ShellEnclosure[];
  readonly isTested: boolean;
}

const top: Position = { before: '', after: '', within: [], isTested: false };

const enclosures: ReadonlyMap<SyntaxNode['type'], ShellEnclosure> = new Map([
  ['Subshell', 'subshell'],
  ['BraceGroup', 'group'],
  ['If', 'if'],
  ['For', 'loop'],
  ['ArithmeticFor', 'loop'],
  ['Select', 'loop'],
  ['While', 'loop'],
  ['Case', 'case'],
  ['Function', 'function'],
  ['CommandExpansion', 'substitution'],
  ['ProcessSubstitution', 'substitution'],
]);

/** All commands of the script by where they start, the longer first, and what it has beyond POSIX. */
export function collectCommands(
  script: ParsedScript,
  origin: Place,
): Pick<ShellScript, 'commands' | 'extensions' | 'loops'> {
  const commands: ShellCommand[] = [];
  const extensions: ShellConstruct[] = [];
  const loops: ShellLoop[] = [];
  let pipes = 0;

  const list = (statements: readonly Statement[], at: Position, place: Place): void => {
    for (const [index, statement] of statements.entries()) {
      const after = statement.background === true ? '&' : index < statements.length - 1 ? ';' : '';
      visit(
        statement.command,
        {
          ...at,
          before: index === 0 ? '' : statements[index - 1]?.background === true ? '&' : ';',
          after,
          // Of a condition, the last command decides.
          isTested: at.isTested && index === statements.length - 1,
        },
        place,
      );
    }
  };

  const chain = (node: AndOr, at: Position, place: Place): void => {
    const last = node.commands.length - 1;
    for (const [index, command] of node.commands.entries()) {
      const before = index === 0 ? at.before : (node.operators[index - 1] ?? '');
      const after = index === last ? at.after : (node.operators[index] ?? '');
      visit(command, { ...at, before, after, isTested: at.isTested || index < last }, place);
    }
  };

  const pipeline = (node: Pipeline, at: Position, place: Place): void => {
    const last = node.commands.length - 1;
    const pipe = last > 0 ? { pipe: pipes++ } : {};
    const negated = node.prefixes.some((prefix) => prefix.type === 'Negation');
    for (const [index, command] of node.commands.entries()) {
      const before = index === 0 ? at.before : (node.operators[index - 1] ?? '');
      const after = index === last ? at.after : (node.operators[index] ?? '');
      visit(command, { ...at, ...pipe, before, after, isTested: at.isTested || negated }, place);
    }
  };

  const visit = (node: SyntaxNode, at: Position, place: Place): void => {
    const enclosure = enclosures.get(node.type);
    const kind = extensionOf(node);
    if (kind !== undefined) extensions.push({ kind, range: place(node.pos, node.end) });
    const inner: Position =
      enclosure === undefined ? at : { ...top, within: [...at.within, enclosure], isTested: at.isTested };
    switch (node.type) {
      case 'Script':
      case 'CompoundList':
        list(node.commands, at, place);
        return;
      case 'AndOr':
        chain(node, at, place);
        return;
      case 'Pipeline':
        pipeline(node, at, place);
        return;
      case 'Command':
        commands.push(toCommand(node, at, place));
        break;
      case 'For':
      case 'Select':
        loops.push({
          name: node.name.value,
          words: (node.wordlist ?? []).map((word) => readWord(word, place)),
        });
        break;
      case 'If':
      case 'Elif':
      case 'While':
        for (const part of [node.clause, ...('then' in node ? [node.then] : [node.body])])
          visit(part, { ...inner, isTested: part === node.clause }, place);
        if (node.type === 'If') {
          for (const branch of node.elif) visit(branch, inner, place);
          if (node.else !== undefined) visit(node.else, inner, place);
        }
        return;
      case 'CommandExpansion':
      case 'ProcessSubstitution':
        if (node.script !== undefined) {
          // Backticks with escapes are a text of their own: what is in them stands where they do.
          const whole = node.script.source === undefined ? place : () => place(node.pos, node.end);
          visit(node.script, { ...inner, isTested: false }, whole);
        }
        return;
    }
    forEachChild(node, (child) => visit(child, inner, place));
  };

  visit(script, top, origin);
  commands.sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
  return { commands, extensions: extensions.sort((a, b) => a.range.start - b.range.start), loops };
}

function toCommand(node: Command, at: Position, place: Place): ShellCommand {
  const nameWord = node.name === undefined ? undefined : readWord(node.name, place);
  const sets = node.prefix.flatMap((part) => (part.type === 'Assignment' ? readAssignment(part, place) : []));
  return {
    name: node.name?.value ?? '',
    ...(nameWord === undefined ? {} : { nameWord }),
    words: node.suffix.flatMap((part) =>
      part.type === 'Word' || part.type === 'Assignment' ? readWord(part, place) : [],
    ),
    assignments: sets.map(({ name }) => name),
    sets,
    redirects: node.redirects.map((redirect) => readRedirect(redirect, place)),
    range: place(node.pos, node.end),
    ...at,
  };
}
