/** The first line of a script: which program runs it. https://man7.org/linux/man-pages/man2/execve.2.html */

export interface Shebang {
  /** As written; behind env the program that env is told to run, to be looked up in PATH. */
  readonly interpreter: string;
  readonly interpreterArguments: readonly string[];
}

/** Linux reads 256 bytes; a little more is kept so that a long line is seen as what it is. */
export const shebangBytes = 512;

/** Reads the head of a file that starts with `#!`; undefined when no absolute path follows. */
export function parseShebang(head: Uint8Array): Shebang | undefined {
  const line =
    Buffer.from(head.subarray(0, shebangBytes))
      .toString('utf8')
      .split(/[\r\n\0]/, 1)[0] ?? '';
  const [program, ...words] = line
    .slice(2)
    .trim()
    .split(/[ \t]+/);
  if (program === undefined || !program.startsWith('/')) return undefined;
  if (!program.endsWith('/env')) return { interpreter: program, interpreterArguments: words };
  return resolveEnv(words) ?? { interpreter: program, interpreterArguments: words };
}

/** Skips env's options and assignments: `-S`, `-i`, `-u NAME`, `-C DIR`, `NAME=value`. */
function resolveEnv(words: readonly string[]): Shebang | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const split = /^(?:-[iv0]*S|--split-string=?)(.*)$/.exec(word);
    if (split !== null && split[1] !== '') return resolveEnv([split[1] ?? '', ...words.slice(at + 1)]);
    if (word === '-u' || word === '-C' || word === '--unset' || word === '--chdir') at++;
    else if (!word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word)) {
      return { interpreter: word, interpreterArguments: words.slice(at + 1) };
    }
  }
  return undefined;
}
