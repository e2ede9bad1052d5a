import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { Rewrite } from '../../src/model/rewrite.ts';
import { foresee } from '../../src/rewrite/foresee.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import type { Wishes } from '../../src/rewrite/suggester.ts';
import { makeInput } from '../support/rewrite.ts';

const platform = { os: 'linux', architecture: 'amd64' };
const catalog = { bases: [], endOfLife: [] };
const fromText = (text: string, wishes: Wishes = { keep: [] }): Rewrite =>
  rewrite('Dockerfile', { ...foresee(text, platform, catalog), wishes });

const folder = new URL('../../fixtures/rewrite/', import.meta.url);
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.Dockerfile'));
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

describe('a rewrite of a rewrite changes nothing', () => {
  for (const name of fixtures) {
    it(name, () => {
      const once = fromText(read(name));
      // A proposal that is a fixture is a rewrite already.
      if (name.endsWith('.after.Dockerfile')) expect(once.outcome).toBe('unchanged');
      if (once.dockerfile === undefined) return;
      expect(parseDockerfile(once.dockerfile).problems).toEqual([]);
      const twice = fromText(once.dockerfile);
      // What could be done was done; the rest is refused as before.
      expect(twice.outcome).toBe(once.outcome === 'partial' ? 'refused' : 'unchanged');
      expect(twice.dockerfile ?? once.dockerfile).toBe(once.dockerfile);
    });
  }
});

const goText = 'FROM golang:1.25\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nCMD ["/app"]\n';

/** What the text alone tells: the base that is chosen, or that nothing is. */
const rows: readonly (readonly [text: string, base: string | undefined])[] = [
  [goText, 'static-debian13'],
  [goText.replace('CGO_ENABLED=0 ', ''), 'base-debian13'],
  [goText.replace('CGO_ENABLED=0 ', '').replace('1.25', '1.25-alpine'), 'static-debian13'],
  ['FROM debian:13\nRUN gcc -static -o /a a.c\nCMD ["/a"]\n', 'static-debian13'],
  ['FROM debian:13\nRUN gcc -o /a a.c -lm\nCMD ["/a"]\n', 'base-debian13'],
  ['FROM debian:13\nRUN g++ -o /a a.cc\nCMD ["/a"]\n', 'cc-debian13'],
  // What it links against is in no base, or newer than any.
  ['FROM debian:13\nRUN gcc -o /a a.c -lfoo\nCMD ["/a"]\n', undefined],
  ['FROM debian:sid\nRUN gcc -o /a a.c\nCMD ["/a"]\n', undefined],
  ['FROM ubuntu\nRUN gcc -o /a a.c\nCMD ["/a"]\n', undefined],
  // Two languages: which of them made the program does not show.
  ['FROM debian:13\nRUN gcc -o /a a.c && go build b.go\nCMD ["/a"]\n', undefined],
  ['FROM debian:13\nCOPY server /server\nCMD ["/server"]\n', undefined],
  ['FROM node:24\nWORKDIR /app\nCOPY . .\nCMD ["node", "a.js"]\n', 'nodejs24-debian13'],
  ['FROM node:24\nWORKDIR /app\nCOPY . .\nCMD node a.js && sleep 1\n', undefined],
  ['FROM python:3.13\nWORKDIR /app\nCOPY . .\nCMD ["python", "a.py"]\n', 'python3-debian13'],
  ['FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "a.py"]\n', undefined],
  ['FROM eclipse-temurin:21\nCOPY a.jar /a.jar\nCMD ["java", "-jar", "/a.jar"]\n', 'java21-debian13'],
  ['FROM nginx\nCOPY html /usr/share/nginx/html\n', 'base-debian13'],
  // OpenSSL 1.1, or nobody knows which.
  ['FROM nginx:1.21.6\nCOPY html /usr/share/nginx/html\n', undefined],
  [`FROM nginx@sha256:${'a'.repeat(64)}\nCOPY html /usr/share/nginx/html\n`, undefined],
  // An image of the same name by somebody else has its files elsewhere.
  ['FROM cgr.dev/acme/node:9\nWORKDIR /app\nCOPY . .\nCMD ["node", "a.js"]\n', undefined],
  ['FROM bitnami/nginx:1.27\nCOPY html /usr/share/nginx/html\n', undefined],
  // A script beside a compiled program is not that program.
  ['FROM golang:1.25\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nENTRYPOINT ["/run.sh"]\n', undefined],
  [
    'FROM golang:1.25\nCOPY start /bin/\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nENTRYPOINT ["/bin/start"]\n',
    undefined,
  ],
  // All of another stage is a system of its own.
  [
    'FROM golang:1.25 AS b\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=b / /\nCMD ["/init"]\n',
    undefined,
  ],
  // Modules for musl do not load in distroless.
  [
    'FROM node:24-alpine\nRUN apk add g++ make\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n',
    undefined,
  ],
  [
    'FROM python:3.13-alpine\nWORKDIR /app\nCOPY . .\nRUN pip install -r r.txt\nCMD ["python", "a.py"]\n',
    undefined,
  ],
  ['FROM node:24-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n', 'nodejs24-debian13'],
];

describe('a base without a shell', () => {
  it.each([
    ['gcr.io/distroless/static-debian13:nonroot', 'unchanged'],
    ['cgr.dev/acme/static:latest', 'unchanged'],
    ['mcr.microsoft.com/dotnet/aspnet:8.0-noble-chiseled-extra', 'unchanged'],
    ['gcr.io/distroless/static-debian13:debug-nonroot', 'refused'],
    ['cgr.dev/acme/static:latest-dev', 'refused'],
  ])('%s: %s', (base, outcome) => {
    expect(fromText(`FROM ${base}\nCOPY app /app\nUSER 65532\nCMD ["/app"]\n`).outcome).toBe(outcome);
  });
});

describe('a Dockerfile without an image', () => {
  for (const [text, base] of rows) {
    it(text.replaceAll('\n', ' | '), () => {
      const result = fromText(text);
      expect(result.final?.base).toBe(base === undefined ? undefined : `gcr.io/distroless/${base}:nonroot`);
      expect(result.outcome).toMatch(base === undefined ? /refused|partial/ : /rewritten/);
      expect(result.reasons.length).toBe(base === undefined ? 1 : 0);
    });
  }

  it('keeps the bytes of the builder stage', () => {
    const text =
      '# a comment\nFROM golang:1.25   AS b # not one\n\nRUN  CGO_ENABLED=0 go build \\\n  -o /app .\nCMD ["/app"]\n';
    expect(fromText(text).dockerfile).toContain('  CGO_ENABLED=0 go build \\\n  -o /app .\n');
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom(
              ...rows.map(([text]) => text),
              'FROM a\n',
              'USER \n',
              'ENV a=$a\n',
              'CMD ["',
              '\\\n',
            ),
          ),
        ),
        (parts) => {
          const once = fromText(parts.join(''));
          if (once.dockerfile === undefined || once.outcome === 'partial') return;
          expect(fromText(once.dockerfile).outcome).not.toBe('refused');
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('wishes', () => {
  it('takes a user, paths and a base', () => {
    const wishes = {
      keep: ['/data', '/app'],
      user: { uid: 1000, gid: 100 },
      runtimes: ['registry.example/static:1'],
    };
    const { dockerfile, final, unproven } = fromText(goText, wishes);
    expect(dockerfile?.slice(dockerfile.indexOf('\n\n'))).toBe(
      [
        '\n\nFROM registry.example/static:1',
        'WORKDIR /go',
        'COPY --from=build /app /app',
        'COPY --from=build /data /data',
        'USER 1000:100',
        'ENTRYPOINT ["/app"]',
        '',
      ].join('\n'),
    );
    expect(final).toMatchObject({ paths: ['/app', '/data'], user: '1000:100' });
    expect(unproven.join(' ')).toContain('registry.example/static:1 holds what');
  });

  it('refuses a base that lacks what is needed, and says what', () => {
    const result = fromText(goText.replace('CGO_ENABLED=0 ', ''), { keep: [], runtimes: ['scratch'] });
    expect(result).toMatchObject({ outcome: 'partial' });
    expect(result.dockerfile).toBe(
      fromText(goText)
        .dockerfile?.replace(/ AS build| --mount=type=cache,target=\/go\/pkg\/mod|\n\nFROM.*/gs, '')
        .replace('CGO_ENABLED=0 ', '')
        .concat('\nCMD ["/app"]\n'),
    );
    expect(result.reasons[0]).toContain('--runtime scratch lacks libc.so.6');
    expect(fromText(goText, { keep: [], runtimes: ['scratch'] }).dockerfile).toContain('\nFROM scratch\n');
  });
});

describe('an image without a Dockerfile', () => {
  const source = 'registry.example/app@sha256:1234';
  it('is the builder stage itself, its settings kept', () => {
    const input = makeInput({
      files: { 'usr/bin/apt': { layer: 0 }, 'bin/sh': { layer: 0 }, app: { layer: 1, mode: 0o755 } },
      evidence: [{ kind: 'executable', path: 'app', format: 'elf', go: true, layer: 1 }],
      config: { entrypoint: ['/app'], env: ['MODE=fast'], labels: { a: 'b' } },
    });
    expect(rewrite('app', { ...input, source }).dockerfile).toBe(
      [
        `FROM ${source} AS source`,
        '',
        'FROM gcr.io/distroless/static-debian13:nonroot',
        'LABEL a=b',
        'ENV MODE=fast',
        'WORKDIR /',
        'COPY --from=source /app /app',
        'USER 65532:65532',
        'ENTRYPOINT ["/app"]',
        '',
      ].join('\n'),
    );
  });

  it('takes a distribution\u2019s program with its libraries, its package and records of the packages', () => {
    const loader = '/lib64/ld-linux-x86-64.so.2';
    const elf = { kind: 'executable', format: 'elf', layer: 0 } as const;
    const input = makeInput({
      files: {
        'bin/sh': { layer: 0 },
        'etc/served/served.conf': { layer: 0, package: 'served' },
        'lib64/ld-linux-x86-64.so.2': { layer: 0, package: 'libc6' },
        'opt/lib/liba.so.1': { layer: 0, package: 'liba1' },
        'opt/lib/libother.so.1': { layer: 0, package: 'libother1' },
        'usr/bin/served': { layer: 0, package: 'served' },
        'usr/lib/liba.so.1': { layer: 0 },
        'usr/lib/libc.so.6': { layer: 0, package: 'libc6' },
        'usr/share/doc/served/copyright': { layer: 0, package: 'served' },
        'usr/share/served/page': { layer: 0, package: 'served-common' },
      },
      evidence: [
        {
          ...elf,
          path: 'usr/bin/served',
          interpreter: loader,
          needed: ['liba.so.1'],
          searchPaths: ['$ORIGIN/../../opt/lib'],
        },
        { ...elf, path: 'opt/lib/liba.so.1', needed: ['libc.so.6'] },
        { ...elf, path: 'usr/lib/libc.so.6', needed: [] },
      ],
      packages: ['served', 'served-common', 'libc6', 'liba1', 'libother1'].map((name) => ({
        type: 'deb',
        name,
        source: { name: name.replace('-common', ''), version: '1' },
      })),
      config: { cmd: ['served', '--port=80'] },
    });
    const { dockerfile = '', final } = rewrite('served', { ...input, source });
    expect(final?.paths).toEqual([
      '/etc/served/served.conf',
      loader,
      '/opt/lib/liba.so.1',
      '/usr/bin/served',
      '/usr/lib/libc.so.6',
      '/usr/share/served',
    ]);
    expect(dockerfile).toContain('for name in liba1 libc6 served served-common; do dpkg-query');
    expect(dockerfile).toContain('ENTRYPOINT ["/usr/bin/served"]\nCMD ["--port=80"]\n');
    // It is a rewrite like any other.
    expect(fromText(dockerfile)).toMatchObject({ outcome: 'unchanged', dockerfile });
  });
});
