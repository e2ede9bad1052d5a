/** Rule: `rm -rf "$DIR/"`, which deletes everything when the variable is empty. https://www.shellcheck.net/wiki/SC2115 */
import type { ShellWord } from '../../dockerfile/shell.ts';
import { hasOption } from '../query.ts';
import { editIn, shellRule } from './shell-rule.ts';

export const deleteByVariable = shellRule(
  {
    id: 'SC2115',
    slug: 'delete-by-variable',
    severity: 'medium',
    title: 'rm -r deletes the root when a variable is empty',
    why: 'An empty variable leaves `/` or `/*`: the whole file system of the image, or a system folder.',
    fix: 'Write the variable as `NAME:?` in braces, which fails when it is empty.',
    bad: 'FROM debian:13-slim\nARG DIR\nRUN rm -rf "$DIR/"*\n',
    good: `FROM debian:13-slim\nARG DIR\nRUN rm -rf "\${DIR:?}/"*\n`,
  },
  function* (shell) {
    for (const { name, words } of shell.script.commands) {
      if (name !== 'rm' || (!hasOption(words, 'r', 'recursive') && !hasOption(words, 'R'))) continue;
      for (const word of words) {
        const part = dangerous(word);
        if (part === undefined || isKnown(part.name, shell.step.variables.get(part.name))) continue;
        yield {
          message: `When \`${part.name}\` is empty, \`rm\` deletes \`${word.value.replace(part.text, '')}\`.`,
          range: word.range,
          ...editIn(shell, {
            title: `Write \${${part.name}:?}`,
            safety: 'safe',
            edits: [{ range: part.range, text: `\${${part.name}:?}` }],
          }),
        };
      }
    }
  },
);

interface Dangerous {
  readonly name: string;
  readonly text: string;
  readonly range: { readonly start: number; readonly end: number };
}

/** The variable that a word begins with, when what follows is the root, all in it, or a folder of the system. */
function dangerous(word: ShellWord): Dangerous | undefined {
  const [part] = word.parts;
  if (part?.kind !== 'variable' || part.name === undefined) return undefined;
  // With an operator of its own the author has thought of it; positional parameters are left alone.
  if (!/^\$\{?[A-Za-z_]\w*\}?$/.test(part.text)) return undefined;
  const rest = word.value.slice(part.text.length);
  const isSystem =
    /^\/(?:\*|bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?\/?\*?$/;
  return isSystem.test(rest) ? { name: part.name, text: part.text, range: part.range } : undefined;
}

function isKnown(name: string, value: string | undefined): boolean {
  return (value !== undefined && value !== '') || name === 'HOME' || name === 'PWD';
}
