import { describe, expect, it } from 'vitest';
import type { Rewrite } from '../../src/model/rewrite.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { createTraceReader } from '../../src/rewrite/trace.ts';
import { makeInput, type RewriteSpec } from '../support/rewrite.ts';

const image: RewriteSpec = {
  dockerfile: 'FROM debian:13\nCOPY app /srv/app\nWORKDIR /srv\nCMD ["/srv/app"]\n',
  config: { cmd: ['/srv/app'], workingDir: '/srv' },
  os: { id: 'debian', versionId: '13', idLike: [] },
  files: {
    'bin/sh': { mode: 0o755 },
    'srv/app': { layer: 1, mode: 0o755 },
    'srv/rules.dat': { layer: 1 },
    'usr/lib/x86_64-linux-gnu/libc.so.6': { mode: 0o755 },
    'usr/lib/x86_64-linux-gnu/libextra.so.1': { link: 'libextra.so.1.2' },
    'usr/lib/x86_64-linux-gnu/libextra.so.1.2': {},
    lib: { link: 'usr/lib' },
    'usr/lib/x86_64-linux-gnu': { type: 'dir' },
    'usr/bin/convert': { mode: 0o755 },
    'etc/entry.conf': {},
    'var/lib/app': { layer: 1, type: 'dir' },
  },
  evidence: [
    {
      kind: 'executable',
      path: 'srv/app',
      format: 'elf',
      interpreter: '/lib64/ld-linux-x86-64.so.2',
      needed: ['libc.so.6'],
    },
  ],
};

function traced(log: string): Rewrite {
  const reader = createTraceReader();
  for (const line of log.split('\n')) reader.add(line);
  return rewrite('Dockerfile', { ...makeInput(image), wishes: { keep: [], trace: reader.result() } });
}

const start = '1 execve("/bin/sh", ["sh"], 0x0 /* 1 var */) = 0\n1 open("/etc/entry.conf", O_RDONLY) = 3\n';
const program = '1 execve("/srv/app", ["/srv/app"], 0x0 /* 1 var */) = 0\n';

describe('what a trace adds', () => {
  it('files that the program and its children opened, not what came before it', () => {
    const { final } = traced(
      `${start}${program}1 openat(AT_FDCWD, "rules.dat", O_RDONLY) = 3\n1 vfork() = 2\n2 execve("/usr/bin/convert", [""], 0x0) = 0`,
    );
    expect(final?.paths).toEqual(['/srv/app', '/srv/rules.dat', '/usr/bin/convert']);
  });

  it('libraries by the name they were opened under, but those that the base has', () => {
    const { final, changes } = traced(
      `${program}1 openat(AT_FDCWD, "/lib/x86_64-linux-gnu/libextra.so.1", O_RDONLY) = 3\n1 openat(AT_FDCWD, "/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY) = 3`,
    );
    expect(final?.paths).toEqual(['/srv/app', '/usr/lib/x86_64-linux-gnu/libextra.so.1']);
    expect(changes.map(({ what }) => what)).toContain('/usr/lib/x86_64-linux-gnu/libextra.so.1 come along');
  });

  it('everything where the program was started before the trace', () => {
    const { final } = traced(
      '1 open("/etc/entry.conf", O_RDONLY) = 3\n1 open("/proc/self/maps", O_RDONLY) = 3',
    );
    expect(final?.paths).toEqual(['/etc/entry.conf', '/srv/app']);
  });

  it('folders beside the records of packages that are kept', () => {
    const reader = createTraceReader();
    for (const line of `${program}1 mkdir("/var/lib/app/x", 0755) = 0\n1 open("/usr/share/b", O_RDONLY) = 3`.split(
      '\n',
    ))
      reader.add(line);
    const spec: RewriteSpec = {
      ...image,
      packages: [{ type: 'deb', name: 'b', version: '1' }],
      files: { ...image.files, 'usr/share/b': { package: 'b' } },
    };
    const { dockerfile } = rewrite('Dockerfile', {
      ...makeInput(spec),
      wishes: { keep: [], trace: reader.result() },
    });
    expect(dockerfile).toContain('COPY --from=build /writable /\n');
    expect(dockerfile).toContain('for name in b; do');
  });

  it('folders that were written, for the user', () => {
    const { dockerfile, final } = traced(
      `${program}1 open("/var/lib/app/db", O_RDWR|O_CREAT, 0600) = 3\n1 open("/tmp/x", O_WRONLY|O_CREAT, 0600) = 3\n1 mkdir("log", 0755) = 0`,
    );
    expect(dockerfile).toContain(
      'RUN mkdir -p /writable/srv /writable/var/lib/app && chown 65532:65532 /writable/srv /writable/var/lib/app\n',
    );
    expect(dockerfile).toContain('COPY --from=build /writable /\nWORKDIR /srv\n');
    expect(final?.paths).toEqual(['/srv', '/srv/app', '/var/lib/app']);
  });
});
