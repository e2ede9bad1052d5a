/** What `strace -f` saw a container do: files opened, programs started, files written. https://man7.org/linux/man-pages/man1/strace.1.html */
import { posix } from 'node:path';

export interface TraceEvent {
  /** `read`: opened or looked at; `exec`: started; `write`: made, changed or removed. */
  readonly kind: 'read' | 'exec' | 'write';
  readonly pid: number;
  /** Clean; relative where the working directory is the one that the container started in. */
  readonly path: string;
}

export interface Trace {
  /** In the order of the log, each once a process. */
  readonly events: readonly TraceEvent[];
  /** Who started a process; absent for the first. */
  readonly parents: ReadonlyMap<number, number>;
  /** Lines that are system calls, whatever they are about. */
  readonly calls: number;
  /** True when there was more than is kept. */
  readonly truncated: boolean;
}

export interface TraceReader {
  /** One line of the log without its end. */
  add(line: string): void;
  result(): Trace;
}

// A real log stays far below all of them: what a service of a few hundred processes does in an hour.
const maxLine = 16 * 1024;
const maxPath = 4096;
const maxEvents = 200_000;
const maxCharacters = 64 * 1024 * 1024;
const maxProcesses = 10_000;

const reading = /^(?:stat|lstat|newfstatat|statx|access|faccessat2?|readlink|readlinkat)$/;
const writing =
  /^(?:creat|mkdir|mkdirat|mknod|mknodat|truncate|rename|renameat2?|unlink|unlinkat|rmdir|link|linkat|utimensat)$/;

/** Reads logs with and without process ids, times and paths of descriptors (`-y`); what is no system call is passed over. */
export function createTraceReader(): TraceReader {
  const events: TraceEvent[] = [];
  const seen = new Set<string>();
  const parents = new Map<number, number>();
  const folders = new Map<number, string>();
  const halves = new Map<number, string>();
  let first: number | undefined;
  let calls = 0;
  let characters = 0;
  let truncated = false;

  const enter = (pid: number): void => {
    if (folders.has(pid)) return;
    // Without a line that says who started it: the process that the log begins with.
    const parent = parents.get(pid) ?? first;
    first ??= pid;
    if (parent !== undefined) parents.set(pid, parent);
    folders.set(pid, parent === undefined ? '' : (folders.get(parent) ?? ''));
  };
  const note = (kind: TraceEvent['kind'], pid: number, path: string): void => {
    const key = `${kind} ${pid} ${path}`;
    if (seen.has(key)) return;
    if (events.length >= maxEvents || characters >= maxCharacters) truncated = true;
    else {
      characters += path.length;
      seen.add(key);
      events.push({ kind, pid, path });
    }
  };

  const read = (pid: number, name: string, words: string, result: string): void => {
    if (/^(?:clone3?|v?fork)$/.test(name)) {
      const child = Number.parseInt(result, 10);
      if (child > 0 && !folders.has(child)) parents.set(child, pid);
      return;
    }
    const paths = readPaths(words, folders.get(pid) ?? '');
    const [path] = paths;
    if (path === undefined) return;
    if (name === 'chdir') folders.set(pid, path);
    else if (name === 'execve' || name === 'execveat') note('exec', pid, path);
    else if (/^(?:open|openat2?)$/.test(name)) {
      const changes = /\bO_(?:WRONLY|RDWR|CREAT|TRUNC)\b/.test(words);
      if (changes) note('write', pid, path);
      if (!/\bO_(?:WRONLY|DIRECTORY)\b/.test(words)) note('read', pid, path);
    } else if (reading.test(name)) note('read', pid, path);
    // What a symbolic link leads to may be any text.
    else if (/^symlink/.test(name)) note('write', pid, paths.at(-1) ?? path);
    else if (writing.test(name)) for (const one of paths.slice(0, 2)) note('write', pid, one);
  };

  return {
    add(line) {
      if (line.length > maxLine) {
        truncated = true;
        return;
      }
      const [, inBrackets, plain, text = ''] = linePattern.exec(line) ?? [];
      const pid = Number(inBrackets ?? plain ?? 0);
      if (folders.size >= maxProcesses && !folders.has(pid)) {
        truncated = true;
        return;
      }
      enter(pid);
      const call = joinHalves(halves, pid, text);
      const open = call?.indexOf('(') ?? -1;
      const equals = call?.lastIndexOf(' = ') ?? -1;
      if (call === undefined || open <= 0 || equals < open) return;
      const head = call.slice(0, equals).trimEnd();
      const name = call.slice(0, open);
      if (!head.endsWith(')') || !/^\w+$/.test(name)) return;
      calls += 1;
      const result = call.slice(equals + 3);
      if (/^\d/.test(result)) read(pid, name, head.slice(open + 1, -1), result);
    },
    result: () => ({ events, parents, calls, truncated }),
  };
}

const linePattern = /^(?:\[pid +(\d+)\] |(\d+) +)?(?:(?:\d\d:\d\d:\d\d|\d+)(?:\.\d+)? )?(.*)$/;

/** A call that another process's line interrupted: `openat(… <unfinished ...>`, later `<... openat resumed>…`. */
function joinHalves(halves: Map<number, string>, pid: number, text: string): string | undefined {
  const unfinished = / *<unfinished \.\.\.>$/.exec(text);
  if (unfinished !== null) {
    halves.set(pid, text.slice(0, unfinished.index));
    return undefined;
  }
  const resumed = /^<\.\.\. \w+ resumed>/.exec(text);
  if (resumed === null) return text;
  const half = halves.get(pid);
  halves.delete(pid);
  return half === undefined ? undefined : half + text.slice(resumed[0].length);
}

// A descriptor that a path is relative to, then the path as a C string; `...` after it: it was cut.
const pathPattern = /(?:^|, )(?:(AT_FDCWD|\d+)(?:<([^<>"]*)>)?, )?"((?:[^"\\]|\\.)*)(?:"|\\?$)(\.\.\.)?/gs;

/** Operands that are paths, absolute or relative to where the container started. */
function readPaths(words: string, folder: string): readonly string[] {
  const paths: string[] = [];
  // Arguments and variables of a program are no paths.
  const operands = words.replace(/, \[.*$/s, '');
  for (const [, descriptor, place, quoted = '', cut] of operands.matchAll(pathPattern)) {
    const path = readString(quoted);
    if (cut !== undefined || path === '' || path.length > maxPath || path.includes('\0')) continue;
    const isElsewhere = descriptor !== undefined && descriptor !== 'AT_FDCWD';
    // Where a numbered descriptor leads is only written with -y.
    if (!path.startsWith('/') && isElsewhere && place === undefined) continue;
    const base = isElsewhere ? (place ?? '') : folder;
    paths.push(posix.normalize(path.startsWith('/') ? path : posix.join(base, path)));
  }
  return paths;
}

const letters: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['v', 11],
  ['f', 12],
]);

/** strace writes bytes that are not ASCII in octal or, with `-x`, in hexadecimal. */
function readString(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes: number[] = [];
  for (const [part, octal, hex, letter, plain = ''] of text.matchAll(
    /\\([0-7]{1,3})|\\x([0-9a-f]{2})|\\(.)|([^\\]+)/gs,
  )) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (letter !== undefined) bytes.push(letters.get(letter) ?? part.charCodeAt(1) & 0xff);
    else bytes.push(...Buffer.from(plain));
  }
  return Buffer.from(bytes).toString('utf8');
}
