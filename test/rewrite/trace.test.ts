import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTraceReader, type Trace } from '../../src/rewrite/trace.ts';

function read(log: string): Trace {
  const reader = createTraceReader();
  for (const line of log.split('\n')) reader.add(line);
  return reader.result();
}
const told = (log: string): readonly string[] =>
  read(log).events.map(({ kind, pid, path }) => `${kind} ${pid} ${path}`);

/** Lines as strace 6.1 writes them. */
const rows: readonly (readonly [log: string, events: readonly string[]])[] = [
  ['openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3', ['read 0 /etc/passwd']],
  ['7 openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3', ['read 7 /etc/passwd']],
  ['[pid  7] openat(AT_FDCWD, "/a", O_RDONLY) = 3', ['read 7 /a']],
  ['7 03:33:33.425227 openat(AT_FDCWD</w>, "a/../b", O_RDONLY) = 4</w/b>', ['read 7 b']],
  ['7 1763955213.425227 open("/a", O_RDONLY) = 4', ['read 7 /a']],
  ['7 openat(5</etc>, "ssl", O_RDONLY) = 4', ['read 7 /etc/ssl']],
  ['7 openat(5, "ssl", O_RDONLY) = 4', []],
  ['7 openat(AT_FDCWD, "/no", O_RDONLY) = -1 ENOENT (No such file or directory)', []],
  ['7 openat(AT_FDCWD, "/d", O_RDONLY|O_NONBLOCK|O_CLOEXEC|O_DIRECTORY) = 3', []],
  ['7 openat(AT_FDCWD, "/w", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3', ['write 7 /w']],
  ['7 openat(AT_FDCWD, "/db", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 3', ['write 7 /db', 'read 7 /db']],
  ['7 openat(AT_FDCWD, "/\\303\\244 \\"q\\"\\\\", O_RDONLY) = 3', ['read 7 /ä "q"\\']],
  ['7 openat(AT_FDCWD, "/cut"..., O_RDONLY) = 3', []],
  ['7 execve("/bin/cat", ["cat", "/etc/hostname"], 0x7f /* 3 vars */) = 0', ['exec 7 /bin/cat']],
  ['7 execve("/bin/cat", ["cat"], ["PATH=/bin"]) = -1 EACCES (Permission denied)', []],
  ['7 stat("/a", {st_mode=S_IFREG|0644, st_size=3, ...}) = 0', ['read 7 /a']],
  ['7 newfstatat(3, "", {st_mode=S_IFREG|0644}, AT_EMPTY_PATH) = 0', []],
  ['7 readlink("/proc/self/exe", "/app", 4096) = 4', ['read 7 /proc/self/exe']],
  ['7 rename("/a/x", "/b/y") = 0', ['write 7 /a/x', 'write 7 /b/y']],
  ['7 symlink("any text", "/b/y") = 0', ['write 7 /b/y']],
  ['7 chdir("/srv") = 0\n7 openat(AT_FDCWD, "a", O_RDONLY) = 3', ['read 7 /srv/a']],
  [
    '7 chdir("/srv") = 0\n7 clone(child_stack=NULL, flags=SIGCHLD) = 8\n8 openat(AT_FDCWD, "a", O_RDONLY) = 3',
    ['read 8 /srv/a'],
  ],
  [
    '7 openat(AT_FDCWD, "/a",  <unfinished ...>\n8 close(3) = 0\n7 <... openat resumed>O_RDONLY) = 3',
    ['read 7 /a'],
  ],
  ['7 openat(AT_FDCWD, "/a", O_RDONLY) = 3\n7 openat(AT_FDCWD, "/a", O_RDONLY) = 3', ['read 7 /a']],
  [
    'strace: Process 8 attached\n+++ exited with 0 +++\n--- SIGCHLD {si_signo=SIGCHLD} ---\nhello (", = 3',
    [],
  ],
];

describe('a log of strace', () => {
  it.each(rows)('%s', (log, events) => {
    expect(told(log)).toEqual(events);
  });

  it('says who started whom', () => {
    const { parents } = read(
      '7 close(1) = 0\n7 vfork( <unfinished ...>\n8 close(1) = 0\n7 <... vfork resumed>) = 8\n9 close(1) = 0',
    );
    expect([...parents]).toEqual([
      [8, 7],
      [9, 7],
    ]);
  });

  it('is read in bounded time and number, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 80 })), (lines) => {
        read(lines.join('\n'));
      }),
    );
    const hostile = ['"\\"', '1<', ', "', '(', ' = ', '<... x resumed>'].map(
      (part) => `7 open(${part.repeat(5_000)}`,
    );
    const start = performance.now();
    for (const line of hostile) for (const end of ['', ') = 3', ' <unfinished ...>']) read(line + end);
    expect(performance.now() - start).toBeLessThan(2_000);
    const many = Array.from({ length: 250_000 }, (_, index) => `${index} open("/a/${index}", O_RDONLY) = 3`);
    const { events, truncated } = read(many.join('\n'));
    expect([events.length <= 200_000, truncated]).toEqual([true, true]);
  });
});
