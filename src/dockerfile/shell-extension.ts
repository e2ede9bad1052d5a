/** Which syntax is no part of the POSIX shell. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html */
import type { SyntaxNode } from 'unbash';
import type { ShellExtension } from './shell.ts';

/** Undefined for what every shell understands; `$'...'` is POSIX since 2024 and not yet in dash. */
export function extensionOf(node: SyntaxNode): ShellExtension | undefined {
  switch (node.type) {
    case 'TestCommand':
      return '[[';
    case 'ArithmeticCommand':
    case 'ArithmeticFor':
      return '((';
    case 'ArrayValue':
      return 'array';
    case 'BraceExpansion':
      return 'brace';
    case 'AnsiCQuoted':
      return "$''";
    case 'HereString':
      return '<<<';
    case 'Redirect':
      return node.operator.startsWith('&>') ? '&>' : undefined;
    case 'ProcessSubstitution':
      return '<()';
    case 'Function':
      // `function name` and not `name()`: the name does not come first.
      return node.name.pos > node.pos ? 'function' : undefined;
    case 'Select':
    case 'Coproc':
      return 'select';
    case 'ParameterExpansion': {
      const type = node.operation?.type;
      const isPosix = type === undefined || type === 'Default' || type === 'Remove' || type === 'Unknown';
      return isPosix && node.prefix !== '!' && node.index === undefined ? undefined : 'expansion';
    }
    default:
      return undefined;
  }
}
