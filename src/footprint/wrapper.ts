/** Programs that only start another program: init shims, user switchers, `env`, `exec`. */

/** How a wrapper's own arguments end: options that take a value, and plain words before the command. */
interface WrapperArguments {
  readonly valued?: readonly string[];
  readonly plain?: number;
}

const wrappers: ReadonlyMap<string, WrapperArguments> = new Map<string, WrapperArguments>([
  ['catatonit', {}],
  ['chpst', { valued: ['-u', '-U', '-b', '-e', '-/', '-n', '-l', '-L', '-m', '-d', '-o', '-p', '-f', '-c'] }],
  ['command', {}],
  ['docker-init', {}],
  ['dumb-init', { valued: ['-r', '--rewrite'] }],
  ['env', { valued: ['-u', '--unset', '-C', '--chdir'] }],
  ['exec', { valued: ['-a'] }],
  ['gosu', { plain: 1 }],
  ['ionice', { valued: ['-c', '-n'] }],
  ['nice', { valued: ['-n', '--adjustment'] }],
  ['nohup', {}],
  ['pid1', {}],
  ['setpriv', { valued: ['--reuid', '--regid', '--groups'] }],
  ['setsid', {}],
  ['setuidgid', { plain: 1 }],
  ['stdbuf', { valued: ['-i', '-o', '-e'] }],
  ['su-exec', { plain: 1 }],
  ['sudo', { valued: ['-u', '-g', '--user', '--group'] }],
  ['time', {}],
  ['timeout', { valued: ['-k', '-s'], plain: 1 }],
  ['tini', { valued: ['-p', '-e'] }],
  ['tini-static', { valued: ['-p', '-e'] }],
]);

/** What the wrapper in front starts: `['tini', '--', 'app']` gives `['app']`; undefined when it is no wrapper. */
export function unwrap(words: readonly string[]): readonly string[] | undefined {
  const program = words[0] ?? '';
  const rules = wrappers.get(program.slice(program.lastIndexOf('/') + 1));
  if (rules === undefined) return undefined;
  let at = 1;
  while (words[at]?.startsWith('-') === true) {
    const option = words[at] ?? '';
    at += rules.valued?.includes(option) === true ? 2 : 1;
    if (option === '--') break;
  }
  at += rules.plain ?? 0;
  // env A=b program
  while (/^[A-Za-z_]\w*=/.test(words[at] ?? '')) at += 1;
  return words.slice(at);
}
