import { describe, expect, it } from 'vitest';
import type { Rewrite } from '../../src/model/rewrite.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import { makeInput, type RewriteSpec } from '../support/rewrite.ts';

const glibc = '/lib64/ld-linux-x86-64.so.2';
const triplet = 'usr/lib/x86_64-linux-gnu';

/** An image whose program needs these libraries. */
function image(
  needed: readonly string[] | undefined,
  os: readonly [string, string],
  loader = glibc,
): RewriteSpec {
  const [id, versionId] = os;
  return {
    dockerfile: 'FROM base\nCOPY app /app\nCMD ["/app"]\n',
    config: { cmd: ['/app'] },
    os: { id, versionId, idLike: [] },
    files: {
      'bin/sh': { mode: 0o755 },
      app: { layer: 1, mode: 0o755 },
      [loader.slice(1)]: { mode: 0o755 },
      'etc/os-release': {},
      ...Object.fromEntries((needed ?? []).map((name) => [`${triplet}/${name}`, {}])),
    },
    evidence: [
      {
        kind: 'executable',
        path: 'app',
        format: 'elf',
        needed: needed ?? [],
        ...(needed === undefined ? {} : { interpreter: loader }),
      },
    ],
  };
}

const debian = ['debian', '13'] as const;
const rows: readonly (readonly [name: string, spec: RewriteSpec, wishes: string, base: string | RegExp])[] = [
  ['a static program', image(undefined, debian), 'chainguard', 'cgr.dev/chainguard/static:latest'],
  ['a static program', image(undefined, debian), 'alpine', 'alpine:3.23'],
  ['a static program', image(undefined, debian), 'distroless', 'gcr.io/distroless/static-debian13:nonroot'],
  [
    'a program that needs glibc',
    image(['libc.so.6'], debian),
    'wolfi',
    'cgr.dev/chainguard/glibc-dynamic:latest',
  ],
  [
    'a program that needs glibc',
    image(['libc.so.6'], debian),
    'alpine',
    /alpine has musl, and the program needs glibc/,
  ],
  [
    'a program that needs glibc',
    image(['libc.so.6'], debian),
    'alpine,chainguard',
    'cgr.dev/chainguard/glibc-dynamic:latest',
  ],
  [
    'an older glibc',
    image(['libc.so.6'], ['debian', '12']),
    'chiseled',
    'mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled',
  ],
  [
    'a newer glibc',
    image(['libc.so.6'], debian),
    'chiselled',
    /chiselled has glibc 2\.39, and the program was linked against 2\.41/,
  ],
  [
    'OpenSSL',
    image(['libc.so.6', 'libssl.so.3'], ['debian', '12']),
    'chiselled',
    'mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled',
  ],
  [
    'OpenSSL',
    image(['libc.so.6', 'libssl.so.3'], debian),
    'chainguard',
    /chainguard-glibc lacks libssl\.so\.3/,
  ],
  ['any image', image(['libc.so.6'], debian), 'registry.example/base:1', 'registry.example/base:1'],
  [
    'musl',
    image(['libc.musl-x86_64.so.1'], ['alpine', '3.22.1'], '/lib/ld-musl-x86_64.so.1'),
    'alpine',
    'alpine:3.22',
  ],
  [
    'musl',
    image(['libc.musl-x86_64.so.1'], ['alpine', '3.22.1'], '/lib/ld-musl-x86_64.so.1'),
    'chiselled',
    /C library of its own/,
  ],
];

function wish(spec: RewriteSpec, runtimes: readonly string[]): Rewrite {
  return rewrite('Dockerfile', { ...makeInput(spec), wishes: { keep: [], runtimes } });
}

describe('the base that is asked for', () => {
  it.each(rows)('%s (%#)', (_name, spec, wishes, base) => {
    const { final, reasons } = wish(spec, wishes.split(','));
    if (typeof base === 'string') expect(final?.base ?? reasons).toBe(base);
    else expect(reasons.join(' ')).toMatch(base);
  });

  it('brings its own C library', () => {
    const { dockerfile, final } = wish(
      image(['libc.musl-x86_64.so.1'], ['alpine', '3.22.1'], '/lib/ld-musl-x86_64.so.1'),
      ['alpine'],
    );
    expect(dockerfile).not.toMatch(/ld-musl|rootfs/);
    expect(final?.shell).toBe(true);
  });
});
