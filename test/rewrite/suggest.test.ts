import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { ExecutableEvidence } from '../../src/model/layer.ts';
import { suggesters } from '../../src/rewrite/list.ts';
import { suggest } from '../../src/rewrite/run.ts';
import { makeFinding, makeInput, type RewriteSpec } from '../support/rewrite.ts';

const elf = (path: string, changes: Partial<ExecutableEvidence> = {}): ExecutableEvidence => ({
  kind: 'executable',
  path,
  format: 'elf',
  machine: 'amd64',
  ...changes,
});

const goImage: RewriteSpec = {
  config: { user: '', cmd: ['./app'] },
  base: { name: 'golang:1.25' },
  history: ['FROM golang:1.25', 'COPY . .', 'RUN go build -o /app .', 'CMD ["./app"]'],
  files: { 'bin/bash': { layer: 0, bytes: 50_000_000 }, app: { layer: 2, bytes: 1_000_000, mode: 0o755 } },
  evidence: [elf('app', { go: true })],
};

describe('suggest', () => {
  it('rewrites from history alone, less surely, and says so', () => {
    const [best] = suggest(makeInput(goImage));
    expect(best?.dockerfile).toBe(
      [
        "# Reconstructed from the image's history.",
        'FROM golang:1.25 AS build',
        'COPY . .',
        'RUN go build -o /app .',
        '',
        'FROM gcr.io/distroless/static-debian13:nonroot',
        'WORKDIR /',
        'COPY --from=build /app /app',
        'USER 65532:65532',
        'ENTRYPOINT ["/app"]',
        '',
      ].join('\n'),
    );
    expect(best?.confidence).toBe('medium');
    expect(best?.assumptions[0]).toContain('reconstructed');
  });

  it('counts what is saved: all but what is kept and the base', () => {
    const base = {
      name: 'gcr.io/distroless/static-debian13:nonroot',
      family: 'distroless',
      variant: 'distroless',
      libc: 'none',
      shell: false,
      packageManager: false,
      compressedBytes: 1,
      tarBytes: 2_000_000,
      source: '',
    } as const;
    expect(suggest(makeInput({ ...goImage, catalog: { bases: [base] } }))[0]?.savedBytes).toBe(48_000_000);
    expect(suggest(makeInput(goImage))[0]?.savedBytes).toBeUndefined();
  });

  it('ends findings of what is not taken along, and no others', () => {
    const findings = [
      makeFinding('root-user', []),
      makeFinding('shells', ['bin/bash']),
      makeFinding('world-writable', ['bin/bash', 'app']),
      makeFinding('secret-in-history', []),
      makeFinding('setuid-files', ['bin/su']),
      makeFinding('setuid-files', ['app']),
    ];
    expect(suggest(makeInput({ ...goImage, findings }))[0]?.findingIds).toEqual(['root-user', 'shells']);
  });

  it('ends advisories of packages that neither stay nor come with the base', () => {
    const pkg = (name: string, source: string) => ({
      name,
      purl: `pkg:deb/debian/${name}@1`,
      source: { name: source, version: '1' },
    });
    const packages = [pkg('bash', 'bash'), pkg('tzdata', 'tzdata'), pkg('libapp', 'app')];
    const findings = packages.map(({ name, purl }) =>
      makeFinding(`CVE-${name}`, [], { package: { type: 'deb', name, version: '1', purl } }),
    );
    const files = { ...goImage.files, app: { layer: 2, mode: 0o755, package: 'libapp' } };
    expect(suggest(makeInput({ ...goImage, files, packages, findings }))[0]?.findingIds).toEqual([
      'CVE-bash',
    ]);
  });

  const silent: readonly (readonly [string, RewriteSpec])[] = [
    [
      'no shell and not root',
      { config: { user: '65532', cmd: ['/app'] }, files: { app: {} }, evidence: [elf('app', { go: true })] },
    ],
    [
      'a server of the distribution',
      {
        config: { user: '', cmd: ['redis-server'] },
        files: { 'bin/bash': { layer: 0 }, 'usr/bin/redis-server': { layer: 0 } },
        evidence: [
          elf('usr/bin/redis-server', { needed: ['libc.so.6'], interpreter: '/lib64/ld-linux-x86-64.so.2' }),
        ],
      },
    ],
    [
      'a shell as its program',
      {
        config: { user: '', cmd: ['bash'] },
        files: { 'bin/bash': { layer: 0 } },
        evidence: [elf('bin/bash', { needed: ['libc.so.6'] })],
      },
    ],
    ['nothing to start', { config: { user: '' }, files: { 'bin/bash': { layer: 0 } } }],
    [
      'a library that is nowhere',
      {
        ...goImage,
        evidence: [
          elf('app', { go: true, interpreter: '/lib64/ld-linux-x86-64.so.2', needed: ['libmissing.so.1'] }),
        ],
      },
    ],
    ['a Dockerfile with backticks', { ...goImage, dockerfile: '# escape=`\nFROM x\nCMD ["./app"]\n' }],
    ['another operating system', { ...goImage, platform: { os: 'windows', architecture: 'amd64' } }],
  ];
  for (const [name, spec] of silent)
    it(`says nothing of ${name}`, () => expect(suggest(makeInput(spec))).toEqual([]));

  it('says what stands in the way of an application that starts through a script', () => {
    const script = '#!/bin/sh\nmigrate\nexec "$@"\n';
    const [best] = suggest(
      makeInput({
        config: { user: '', entrypoint: ['/entry.sh'], cmd: ['python3', 'app.py'] },
        files: { 'bin/bash': { layer: 0 }, 'entry.sh': { mode: 0o755 }, 'usr/bin/python3': { layer: 0 } },
        entrypoint: { program: 'usr/bin/python3' },
        evidence: [
          { kind: 'executable', path: 'entry.sh', format: 'script', interpreter: '/bin/sh' },
          { kind: 'text', path: 'entry.sh', text: script },
        ],
      }),
    );
    expect(best?.id).toBe('shell-entrypoint');
    expect(best?.reason).toContain('/entry.sh');
    expect(best?.dockerfile).toBeUndefined();
  });

  it('takes fonts and coders along with the libraries that open them', () => {
    const lib = 'usr/lib/x86_64-linux-gnu';
    const [best] = suggest(
      makeInput({
        config: { user: '', cmd: ['/thumb'] },
        base: { name: 'debian:13' },
        os: { id: 'debian', versionId: '13', idLike: [] },
        files: {
          'bin/bash': { layer: 0 },
          thumb: { mode: 0o755 },
          [`${lib}/libfontconfig.so.1`]: {},
          'etc/fonts/': {},
          'etc/fonts/fonts.conf': {},
          'usr/share/fonts/': {},
        },
        evidence: [
          elf('thumb', {
            interpreter: '/lib64/ld-linux-x86-64.so.2',
            needed: ['libfontconfig.so.1', 'libc.so.6'],
          }),
          elf(`${lib}/libfontconfig.so.1`, { needed: ['libc.so.6'] }),
        ],
      }),
    );
    expect(best?.dockerfile).toContain('COPY --from=build /etc/fonts /etc/fonts\n');
    expect(best?.dockerfile).toContain('COPY --from=build /usr/share/fonts /usr/share/fonts\n');
  });

  it('keeps hostile names inside their instruction', () => {
    const nasty = fc
      .array(
        fc.constantFrom(
          'a',
          '\n',
          '"',
          "'",
          '$',
          '\\',
          ' ',
          '#',
          'USER root',
          '\u2028',
          '*',
          '[',
          '\r',
          '`',
          '{X}',
          '<<E',
        ),
        {
          minLength: 1,
          maxLength: 8,
        },
      )
      .map((parts) => parts.join(''));
    let written = 0;
    fc.assert(
      fc.property(nasty, nasty, nasty, nasty, (program, value, label, argument) => {
        const path = program.replace(/^\/+/, '');
        const input = makeInput({
          ...goImage,
          config: {
            user: '',
            entrypoint: [`/${path}`, argument],
            workingDir: `/w${value}`,
            env: [`A=${value}`],
            labels: { [label]: value },
            exposedPorts: [value],
            volumes: [`/v${label}`],
            stopSignal: value,
          },
          history: [
            'FROM x',
            `ENV A=${value}`,
            `LABEL ${label}=${value}`,
            `RUN ${argument}`,
            `COPY ${label} /`,
          ],
          files: { 'bin/bash': { layer: 0 }, [path]: { layer: 2, mode: 0o755 } },
          evidence: [elf(path, { go: true })],
        });
        const suggestions = suggest(input);
        written += suggestions.length;
        for (const { dockerfile = '' } of suggestions) {
          const { instructions, problems } = parseDockerfile(dockerfile);
          expect(problems).toEqual([]);
          const final = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === 'FROM'));
          expect(final.filter(({ keyword }) => keyword === 'USER').map(({ argument: user }) => user)).toEqual(
            ['65532:65532'],
          );
          expect(final.filter(({ keyword }) => keyword === 'RUN')).toEqual([]);
          expect(final.find(({ keyword }) => keyword === 'ENTRYPOINT')?.json).toEqual([`/${path}`, argument]);
        }
      }),
      { numRuns: 300 },
    );
    expect(written).toBeGreaterThan(20);
  });

  const folders: readonly (readonly [string, string, readonly string[]])[] = [
    ['/', '/usr/src/app/server.js', ['/usr/src/app']],
    ['/', '/server.js', ['/package.json', '/server.js']],
    ['/', '/opt/shop/src/main.js', ['/opt/shop']],
    ['/srv', '/opt/shop/src/main.js', ['/opt/shop', '/srv']],
  ];
  for (const [workingDir, script, expected] of folders) {
    it(`takes ${expected.join(' and ')} for node ${script} in ${workingDir}`, () => {
      const [best] = suggest(
        makeInput({
          config: { user: '', cmd: ['node', script], workingDir, env: ['NODE_VERSION=22.1.0'] },
          base: { name: 'node:22' },
          files: {
            'bin/bash': { layer: 0 },
            'package.json': {},
            'opt/shop/package.json': {},
            'srv/data.json': {},
            'usr/local/bin/node': { layer: 0 },
            [script.slice(1)]: {},
          },
          evidence: [elf('usr/local/bin/node', { needed: ['libc.so.6'] })],
        }),
      );
      const lines = (best?.dockerfile ?? '').split('\n').filter((line) => line.startsWith('COPY --from'));
      expect(lines).toEqual(expected.map((path) => `COPY --from=build ${path} ${path}`));
    });
  }

  it('lists its suggesters by id, each once', () => {
    const ids = suggesters.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });
});
