/** The command that a line of shell ends up running, as far as it can be told without running it. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html */

/** Lines longer than this are scripts in disguise. */
const maxLength = 64 * 1024;

/** A simple command; `directory` is where a `cd` before it went. */
export interface SimpleCommand {
  readonly words: readonly string[];
  readonly directory?: string;
}

/**
 * The last command of a list (`a && b; exec c`), or the first that `exec` makes the last. Assignments before it
 * are dropped; words that hold an expansion keep it as written. Undefined when there is nothing or quotes are open.
 */
export function finalCommand(line: string): SimpleCommand | undefined {
  if (line.length > maxLength) return undefined;
  let directory: string | undefined;
  let last: readonly string[] | undefined;
  for (const all of splitCommands(line) ?? []) {
    const words = all.slice(
      Math.max(
        0,
        all.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word)),
      ),
    );
    if (words[0] === 'cd' && words[1] !== undefined) {
      directory = words[1];
    } else if (words.length > 0) {
      last = words;
      if (words[0] === 'exec') break;
    }
  }
  if (last === undefined && directory === undefined) return undefined;
  return { words: last ?? [], ...(directory !== undefined && { directory }) };
}

/** Keywords that close or open a block: a line of them runs nothing by itself. */
const syntax = /^(?:fi|done|esac|else|then|do|\}|\{|;;|wait|if|for|while|case|elif|function)\b|^[{}()]|^;;/;

/**
 * The command that a script ends in: its last `exec` line, else its last line, unless that only closes a block.
 * `"$@"` in it stands for the script's own arguments.
 */
export function finalScriptCommand(text: string, args: readonly string[]): SimpleCommand | undefined {
  const lines = text
    .slice(0, maxLength)
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const exec = lines.findLastIndex((candidate) => /^(?:[A-Za-z_]\w*=\S* )*exec\s/.test(candidate));
  const at = exec < 0 ? lines.length - 1 : exec;
  const line = lines[at];
  if (line === undefined || syntax.test(line)) return undefined;
  const command = finalCommand(line);
  if (command === undefined) return undefined;
  const words = command.words.flatMap((word) => (/^(?:\$@|\$\{@\}|\$\*)$/.test(word) ? args : [word]));
  const before = lines.slice(0, at).findLast((candidate) => /^cd\s/.test(candidate));
  const directory = command.directory ?? (before === undefined ? undefined : finalCommand(before)?.directory);
  return { words, ...(directory !== undefined && { directory }) };
}

/** Splits into commands of words at `;`, `&`, `|` and newlines; quotes and backslashes are taken off. */
function splitCommands(line: string): readonly (readonly string[])[] | undefined {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === "'" || char === '"') {
      const end = closingQuote(line, at);
      if (end === undefined) return undefined;
      const inner = line.slice(at + 1, end);
      word = (word ?? '') + (char === "'" ? inner : inner.replace(/\\(["$`\\])/g, '$1'));
      at = end;
    } else if (char === '\\') {
      at += 1;
      word = (word ?? '') + line.charAt(at);
    } else if (char === ' ' || char === '\t') {
      endWord();
    } else if (';&|\n'.includes(char)) {
      endWord();
      commands.push(words);
      words = [];
    } else if (char === '#' && word === undefined) {
      break;
    } else {
      word = (word ?? '') + char;
    }
  }
  endWord();
  commands.push(words);
  return commands;
}

function closingQuote(line: string, open: number): number | undefined {
  const quote = line[open];
  for (let at = open + 1; at < line.length; at += 1) {
    if (line[at] === quote) return at;
    if (quote === '"' && line[at] === '\\') at += 1;
  }
  return undefined;
}
