import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBundledFeed } from '../../src/advisory/bundled.ts';
import { loadCatalog } from '../../src/advisory/catalog.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgscan-catalog-'));
  await mkdir(join(directory, 'catalog'));
  await mkdir(join(directory, 'osv'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('the bundled catalog', () => {
  it('has bases once, sorted, with sizes that make sense', async () => {
    const { bases } = await loadCatalog();
    const names = bases.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names.length).toBeGreaterThan(60);
    for (const base of bases) {
      if (base.variant === 'scratch') expect(base.tarBytes).toBe(0);
      else expect(base.tarBytes / base.compressedBytes, base.name).toBeGreaterThan(1.4);
    }
  });

  it('lets smaller variants of a runtime be smaller', async () => {
    const { bases } = await loadCatalog();
    const bytes = (name: string) => bases.find((base) => base.name === name)?.tarBytes ?? Number.NaN;
    expect(bytes('debian:12')).toBeGreaterThan(bytes('debian:12-slim'));
    expect(bytes('debian:12-slim')).toBeGreaterThan(bytes('alpine:3.20'));
    expect(bytes('node:22-bookworm')).toBeGreaterThan(bytes('node:22-bookworm-slim'));
    expect(bytes('node:22-bookworm-slim')).toBeGreaterThan(
      bytes('gcr.io/distroless/nodejs22-debian12:nonroot'),
    );
    expect(bytes('python:3.12-slim-bookworm')).toBeGreaterThan(bytes('python:3.12-alpine'));
  });

  it('knows when releases end, each once', async () => {
    const { endOfLife } = await loadCatalog();
    const keys = endOfLife.map(({ osId, versionId }) => `${osId} ${versionId}`);
    expect(new Set(keys).size).toBe(keys.length);
    const eol = (osId: string, versionId: string) =>
      endOfLife.find((entry) => entry.osId === osId && entry.versionId === versionId)?.eol;
    expect(eol('debian', '10')).toBe('2024-06-30');
    expect(eol('debian', '12')).toBe('2028-06-30');
    expect(eol('ubuntu', '18.04')).toBe('2023-05-31');
    expect(eol('alpine', '3.17')).toBe('2024-11-22');
    expect(eol('centos', '7')).toBe('2024-06-30');
    expect(eol('amzn', '2')).toBe('2026-06-30');
  });
});

describe('files that cannot be used', () => {
  const lists = async (bases: string, endOfLife = '[]') => {
    await writeFile(join(directory, 'catalog', 'bases.json'), bases);
    await writeFile(join(directory, 'catalog', 'end-of-life.json'), endOfLife);
  };

  it.each([
    ['no JSON', '{', '[]', /bases\.json cannot be used/],
    ['no list', '{}', '[]', /bases\.json cannot be used/],
    [
      'an unknown key',
      '[]',
      '[{"osId":"a","versionId":"1","eol":"2020-01-01","source":"https://a/","x":1}]',
      /end-of-life\.json cannot be used: 0\.x/,
    ],
    ['no date', '[]', '[{"osId":"a","versionId":"1","eol":"soon","source":"https://a/"}]', /0\.eol/],
  ])('%s', async (_name, bases, endOfLife, message) => {
    await lists(bases, endOfLife);
    await expect(loadCatalog(directory)).rejects.toMatchObject({
      code: 'ADVISORY_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('is an error when they are missing', async () => {
    const missing = join(directory, 'nowhere');
    await expect(loadCatalog(missing)).rejects.toMatchObject({ code: 'ADVISORY_INVALID' });
    await expect(openBundledFeed(missing)).rejects.toMatchObject({ code: 'ADVISORY_INVALID' });
  });

  it('loses one line of a feed, not the feed', async () => {
    await writeFile(join(directory, 'scores.json'), '{}');
    const good = {
      id: 'X-1',
      modified: '2026-01-01T00:00:00Z',
      affected: [{ package: { ecosystem: 'npm', name: 'x' }, versions: ['1.0.0'] }],
    };
    await writeFile(join(directory, 'osv', 'npm.jsonl'), `{\n${JSON.stringify(good)}\n\n{"id":"X-2"}\n`);
    const { store, warnings } = await openBundledFeed(directory);
    expect(store.status().records).toBe(1);
    expect(warnings.map(({ message }) => message)).toEqual([
      'Advisory npm.jsonl:1 is not used: the line is not JSON',
      expect.stringContaining('Advisory X-2 is not used: modified'),
    ]);
  });
});
