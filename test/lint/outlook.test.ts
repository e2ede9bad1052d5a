import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { createSubject } from '../../src/lint/create-subject.ts';
import type { BaseFacts, ContextFacts } from '../../src/lint/facts.ts';
import { outlookOf } from '../../src/lint/outlook.ts';
import { similarBase } from '../../src/lint/similar-base.ts';
import type { SubjectOptions } from '../../src/lint/subject.ts';
import type { CatalogBase } from '../../src/model/catalog.ts';

const row = (name: string, tarBytes: number): CatalogBase => ({
  name,
  family: 'debian',
  variant: 'slim',
  libc: 'glibc',
  shell: true,
  packageManager: true,
  compressedBytes: tarBytes / 2,
  tarBytes,
  source: 'https://example.com',
});
const catalog = {
  bases: [
    row('debian:12', 200_000_000),
    row('debian:12-slim', 80_000_000),
    row('debian:13-slim', 90_000_000),
    row('python:3.12-slim-bookworm', 1),
    row('python:3.13-slim-bookworm', 2),
    row('node:22-alpine', 3),
  ],
  endOfLife: [],
};
const base: BaseFacts = {
  reference: 'docker.io/library/debian:12-slim',
  digest: `sha256:${'a'.repeat(64)}`,
  platform: 'linux/amd64',
  config: {
    user: '1000',
    env: [],
    workingDir: '/',
    exposedPorts: ['80/tcp'],
    volumes: [],
    labels: {},
    onBuild: [],
    history: [],
  },
  layerCount: 1,
  compressedBytes: 50_000_000,
};
const context: ContextFacts = {
  files: [
    { path: 'a', bytes: 1 },
    { path: 'b/c', bytes: 1_000 },
  ],
  totalBytes: 1_001,
  isComplete: true,
};
const outlook = (text: string, options: SubjectOptions = {}) =>
  outlookOf(createSubject(parseDockerfile(text), { catalog, ...options }), 'Dockerfile');

describe('outlookOf', () => {
  it('tells who the user will be', () => {
    const user = (text: string, options?: SubjectOptions) => outlook(text, options).user;
    expect(user('FROM x')).toEqual({ from: 'unknown' });
    expect(user('FROM scratch')).toEqual({ name: '', from: 'base', isRoot: true });
    expect(user('FROM x\nUSER 1000:1000')).toEqual({ name: '1000:1000', from: 'file', isRoot: false });
    expect(user('FROM x\nUSER app\nUSER 0')).toEqual({ name: '0', from: 'file', isRoot: true });
    expect(user('FROM x AS a\nUSER app\nFROM a')).toEqual({ name: 'app', from: 'file', isRoot: false });
    expect(user('FROM x\nARG U\nUSER $U')).toEqual({ from: 'file' });
    expect(user('FROM x', { bases: new Map([[0, base]]) })).toEqual({
      name: '1000',
      from: 'base',
      isRoot: false,
    });
  });

  it('counts ports, layers and stages of what is built', () => {
    const text =
      'FROM x AS a\nEXPOSE 80 443/UDP\nRUN b\nFROM y\nRUN c\nFROM a\nWORKDIR /d\nCOPY . .\nEXPOSE $P';
    expect(outlook(text)).toMatchObject({
      stageCount: 3,
      exposedPorts: ['$P/tcp', '443/udp', '80/tcp'],
      addedLayers: 3,
    });
    expect(outlook(text, { targetName: 'a' })).toMatchObject({ target: 'a', addedLayers: 1 });
    expect(outlook('FROM x', { bases: new Map([[0, base]]) }).exposedPorts).toEqual(['80/tcp']);
  });

  it('adds up what is known of bytes', () => {
    expect(outlook('FROM scratch\nCOPY a b /x/', { context }).bytes).toEqual({ least: 2_560, most: 2_560 });
    expect(outlook('FROM debian:12-slim\nUSER a').bytes).toEqual({ least: 76_000_000, most: 84_000_000 });
    expect(outlook('FROM debian:12-slim\nRUN make').bytes).toEqual({ least: 76_000_000 });
    expect(outlook('FROM x\nUSER a').bytes).toEqual({ least: 0 });
    // What the registry says of the stored size counts, unpacked as the catalog's is.
    expect(outlook('FROM debian:12-slim', { bases: new Map([[0, base]]) }).base).toMatchObject({
      compressedBytes: 50_000_000,
      tarBytes: 100_000_000,
      layerCount: 1,
    });
  });

  it('knows what packages that were measured take up', () => {
    const bytes = (run: string) => outlook(`FROM scratch\nRUN ${run}`).bytes;
    const install = 'apt-get update && apt-get install -y --no-install-recommends curl=8 git';
    expect(bytes(`${install} && rm -rf /var/lib/apt/lists/*`)).toEqual({
      least: 65_400_000,
      most: 181_900_000,
    });
    expect(bytes(install).least).toBe(80_400_000);
    expect(bytes('apt-get install -y unheard-of').most).toBeUndefined();
    expect(bytes('apt-get install -y curl && make').most).toBeUndefined();
    expect(bytes('mkdir -p /a && ln -s /a /b')).toEqual({ least: 0, most: 400_000 });
  });

  it('lists the steps that add most, or that nobody can tell, by line', () => {
    const { steps } = outlook('FROM scratch\nCOPY a /\nRUN make\nENV A=b\n', { context });
    expect(steps).toEqual([
      { line: 2, keyword: 'COPY', least: 1_024, most: 1_024 },
      { line: 3, keyword: 'RUN', least: 0 },
    ]);
  });
});

describe('similarBase', () => {
  it.each([
    ['debian:12', 'debian:12', true],
    ['docker.io/library/debian:12', 'debian:12', true],
    ['debian:bookworm-slim', 'debian:12-slim', false],
    ['debian:12.5-slim', 'debian:12-slim', false],
    ['debian:14-slim', 'debian:13-slim', false],
    ['python:3.12.4-slim', 'python:3.12-slim-bookworm', false],
    ['python:3-slim', 'python:3.13-slim-bookworm', false],
    ['node:22.1-alpine3.20', 'node:22-alpine', false],
  ])('%s is like %s', (name, like, isExact) => {
    expect(similarBase(catalog.bases, name)).toMatchObject({ base: { name: like }, isExact });
  });
  it.each(['python:3.12', 'node:22', 'example.com/debian:12', 'fedora'])('%s is like nothing', (name) => {
    expect(similarBase(catalog.bases, name)).toBeUndefined();
  });
});
