import { describe, expect, it } from 'vitest';
import type { Rewrite } from '../../src/model/rewrite.ts';
import { foresee } from '../../src/rewrite/foresee.ts';
import { pinBases } from '../../src/rewrite/pin.ts';
import { rewrite } from '../../src/rewrite/rewrite.ts';
import type { Wishes } from '../../src/rewrite/suggester.ts';

const platform = { os: 'linux', architecture: 'amd64' };
const catalog = { bases: [], endOfLife: [] };
const fromText = (text: string, wishes: Partial<Wishes> = {}): Rewrite =>
  rewrite('Dockerfile', { ...foresee(text, platform, catalog), wishes: { keep: [], ...wishes } });

const go = (...steps: readonly string[]): string =>
  `FROM golang:1.25\nENV CGO_ENABLED=0\nCOPY . .\n${steps.join('\n')}\nCMD ["/app"]\n`;
const build = 'RUN go build -o /app .';

/** Cache mounts of the steps, in order; what stands after them is as it was. */
const mounts: readonly (readonly [text: string, targets: readonly string[]])[] = [
  [go(build), ['/root/.cache/go-build', '/go/pkg/mod']],
  [go('RUN go mod download', build), ['/go/pkg/mod', '/root/.cache/go-build', '/go/pkg/mod']],
  // make may need the modules that a mount would hide from it.
  [go('RUN go mod download', 'RUN make generate', build), ['/root/.cache/go-build']],
  // A step that cannot mount the modules would download them again.
  [go('RUN go mod download', 'RUN ["go", "vet", "."]', build), ['/root/.cache/go-build']],
  [go('USER 1000', build), []],
  // What is run as it is needs what it downloaded.
  [go(build).replace('"/app"', '"sh", "-c", "go run ."'), ['/root/.cache/go-build']],
  [
    'FROM golang:1.25 AS b\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM b AS dev\nCMD ["go", "run", "."]\nFROM debian:13\nCOPY --from=b /app /app\nCMD ["/app"]\n',
    ['/root/.cache/go-build'],
  ],
  [go('USER 1000', 'USER root', build), ['/root/.cache/go-build', '/go/pkg/mod']],
  [go('ENV GOCACHE=/cache', build), ['/go/pkg/mod']],
  [go('RUN ls /go/pkg/mod', build), ['/root/.cache/go-build']],
  [go('RUN --mount=type=cache,target=/root/.cache/go-build go build -o /app .'), ['/go/pkg/mod']],
  [go(build).replace('golang:1.25', 'debian:13'), ['/root/.cache/go-build']],
  ['FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n', ['/root/.npm']],
  [
    'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install -r r.txt\nCMD ["python", "a.py"]\n',
    ['/root/.cache/pip'],
  ],
  [
    'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r r.txt\nCMD ["python", "a.py"]\n',
    [],
  ],
];

describe('cache mounts', () => {
  it.each(mounts)('%s', (text, targets) => {
    const { dockerfile = '' } = fromText(text);
    const added = [...dockerfile.matchAll(/ --mount=type=cache,target=([^\s,]+)(?:,sharing=locked)?/g)];
    const own = text.match(/--mount=\S+target=(\S+)/)?.[1];
    expect(added.map(([, target]) => target).filter((target) => target !== own)).toEqual(targets);
    // Nothing else of the steps is touched.
    const plain = fromText(text, { mounts: false }).dockerfile ?? text;
    const without = (one: string): string =>
      one.replace(/ --mount=type=cache,target=[^\s,]+(?:,sharing=locked)?/g, '');
    expect(without(dockerfile)).toBe(without(plain));
  });

  it('are left out where nobody wants them', () => {
    expect(fromText(go(build), { mounts: false }).dockerfile).not.toContain('--mount');
  });
});

describe('secret mounts', () => {
  const text = go('ARG GH_TOKEN', 'RUN curl -H "Bearer $GH_TOKEN" https://example.com', build);
  const mounted =
    'RUN --mount=type=secret,id=GH_TOKEN export GH_TOKEN="$(cat /run/secrets/GH_TOKEN 2>/dev/null)" && ';

  it('take the place of arguments that are called like secrets', () => {
    const { dockerfile, changes } = fromText(text, { secretMounts: true, mounts: false });
    expect(dockerfile).not.toContain('ARG');
    expect(dockerfile).toContain(`${mounted}curl -H "Bearer $GH_TOKEN"`);
    expect(dockerfile).toContain(`${mounted}go build -o /app .`);
    expect(changes.map(({ what }) => what).join()).toContain('--secret id=GH_TOKEN,env=GH_TOKEN');
    const both = fromText(text, { secretMounts: true }).dockerfile;
    expect(both).toContain(
      'RUN --mount=type=cache,target=/root/.cache/go-build --mount=type=cache,target=/go/pkg/mod --mount=type=secret,id=GH_TOKEN export ',
    );
  });

  it.each([
    text,
    text.replace('GH_TOKEN', 'GH_USER').replace('$GH_TOKEN', '$GH_USER'),
    text.replace('ARG GH_TOKEN', 'ARG GH_TOKEN=none'),
    text.replace('$GH_TOKEN', 'x'),
    text.replace('RUN curl', 'ENV T=$GH_TOKEN\nRUN curl'),
  ])('stay arguments where nobody asked, or it would not be the same: %#', (one) => {
    const { dockerfile } = fromText(one, { secretMounts: one !== text });
    expect(dockerfile).toContain('ARG GH_');
  });
});

describe('comments', () => {
  const text = `# syntax=docker/dockerfile:1
# The program.
FROM golang:1.25
COPY . .
# Static.
RUN CGO_ENABLED=0 go build -o /app .
# The port.
EXPOSE 8080
# Its start,
# as ever.
CMD ["/app"]
`;

  it('move with what they stand above', () => {
    const { dockerfile = '' } = fromText(text);
    expect(dockerfile).toContain('# The program.\nFROM golang:1.25 AS build\n');
    expect(dockerfile).toContain('# Static.\nRUN ');
    expect(dockerfile).toContain('# The port.\nEXPOSE 8080\n');
    expect(dockerfile).toContain('# Its start,\n# as ever.\nENTRYPOINT ["/app"]\n');
    expect(dockerfile.match(/# /g)).toHaveLength(6);
  });

  it('say reasons where they are asked for', () => {
    const { dockerfile = '', changes } = fromText(text, { comments: true });
    const comments = dockerfile.split('\n').filter((line) => /^#( -| {2}) /.test(line));
    const said = comments.map((line) => line.slice(4)).join(' ');
    for (const { what, why } of changes) expect(said).toContain(`${what}: ${why}`);
    expect(comments.every((line) => line.length <= 100)).toBe(true);
    expect(fromText(dockerfile, { comments: true }).dockerfile).toBe(dockerfile);
  });

  it('cannot break out of their line', () => {
    const hostile =
      'FROM golang:1.25\nWORKDIR /a\u2028RUN\u0085x\nCOPY . .\nRUN CGO_ENABLED=0 go build -o app .\nCMD ["./app"]\n';
    for (const line of (fromText(hostile, { comments: true }).dockerfile ?? '').split('\n')) {
      if (line.startsWith('#')) expect(line).not.toMatch(/[\u2028\u0085]/);
    }
  });
});

describe('a .dockerignore', () => {
  it.each([
    [go(build), ['.git']],
    [go('RUN git describe', build), ['# The build may ask git for its version; if it does not: .git']],
    ['FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "a.js"]\n', ['.git', '**/node_modules']],
    ['FROM rust:1\nCOPY . .\nRUN cargo build\nCMD ["/target/debug/a"]\n', ['target']],
  ])('%s', (text, lines) => {
    expect(fromText(text).dockerignore?.split('\n')).toEqual(expect.arrayContaining(lines));
  });

  it.each([
    'FROM golang:1.25\nCOPY a.go go.mod ./\nRUN CGO_ENABLED=0 go build -o /app .\nCMD ["/app"]\n',
    'FROM golang:1.25\nCOPY --from=alpine / /x\nRUN CGO_ENABLED=0 go build -o /app .\nCMD ["/app"]\n',
  ])('is not proposed where single files are copied: %s', (text) => {
    expect(fromText(text).dockerignore).toBeUndefined();
  });
});

describe('pinning', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    [
      'FROM golang:1.25 AS b # no\nFROM b\nFROM scratch\n',
      [0],
      `FROM golang:1.25@${digest} AS b # no\nFROM b\nFROM scratch\n`,
    ],
    ['ARG V=1\nFROM golang:$V\n', [0], 'ARG V=1\nFROM golang:$V\n'],
    [`FROM a@${digest}\n`, [0], `FROM a@${digest}\n`],
    ['FROM a\nFROM b\n', [1], `FROM a\nFROM b@${digest}\n`],
  ])('%s', (text, known, expected) => {
    expect(pinBases(text, new Map(known.map((index) => [index, digest]))).text).toBe(expected);
  });
});
