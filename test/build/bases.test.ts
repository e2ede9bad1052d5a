import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBaseCache } from '../../src/build/base-cache.ts';
import { type BaseLookup, createBaseLookup } from '../../src/build/bases.ts';
import type { Intercept } from '../../src/demo/registry.ts';
import { type Harness, startHarness } from '../registry/harness.ts';
import { makeImage, serveImage } from '../support/image.ts';

const image = makeImage({ contents: ['a', 'b'], config: { config: { User: '1000', Env: ['A=1'] } } });
let harness: Harness;
let lookup: BaseLookup;
let folder: string;
let now = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imgscan-bases-'));
});
afterEach(async () => {
  await lookup.close();
  await harness.close();
  await rm(folder, { recursive: true });
});

async function start(intercept?: Intercept): Promise<void> {
  harness = await startHarness([serveImage(image, 'team/app')], intercept);
  lookup = createBaseLookup({
    registry: { environment: {}, certificateDirectories: [], clock: harness.clock },
    platform: { os: 'linux', architecture: 'amd64' },
    cache: openBaseCache(folder, () => now),
    signal: new AbortController().signal,
    timeoutMs: 2_000,
  });
}

const look = (text: string) => lookup.look(text, new Map());

describe('createBaseLookup', () => {
  it('gives config, digest and sizes of each stage that is built on an image', async () => {
    await start();
    const base = `${harness.host}/team/app`;
    const { bases, problems } = await look(
      `ARG TAG=latest\nFROM ${base}:$TAG AS a\nFROM a\nFROM scratch\nFROM $X\nFROM ${base}`,
    );
    expect(problems).toEqual([]);
    expect([...bases.keys()]).toEqual([0, 4]);
    expect(bases.get(0)).toMatchObject({
      reference: `${base}:latest`,
      digest: image.digest,
      platform: 'linux/amd64',
      config: { user: '1000', env: ['A=1'] },
      layerCount: 2,
      compressedBytes: image.layers.reduce((sum, { length }) => sum + length, 0),
    });
    // Manifest and config once, for two stages.
    expect(harness.requests.filter(({ path }) => path !== '/v2/')).toHaveLength(2);
  });

  it('asks again only when what it knows has grown old', async () => {
    await start();
    const text = `FROM ${harness.host}/team/app`;
    await look(text);
    const asked = harness.requests.length;
    await lookup.close();
    const again = async (): Promise<number> => {
      const other = createBaseLookup({
        registry: { environment: {}, certificateDirectories: [], clock: harness.clock },
        platform: { os: 'linux', architecture: 'amd64' },
        cache: openBaseCache(folder, () => now),
        signal: new AbortController().signal,
      });
      const { bases } = await other.look(text, new Map());
      expect(bases.get(0)?.config.user).toBe('1000');
      await other.close();
      return harness.requests.length;
    };
    expect(await again()).toBe(asked);
    now += 7 * 60 * 60 * 1000;
    expect(await again()).toBeGreaterThan(asked);
  });

  it('says which base could not be looked up, and looks up the others', async () => {
    await start();
    const { bases, problems } = await look(
      `FROM ${harness.host}/team/none\nFROM ${harness.host}/team/app\nFROM UPPER/case`,
    );
    expect([...bases.keys()]).toEqual([1]);
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).toMatch(/team\/none could not be looked up: .*no such repository/);
  });

  it('does not wait for a registry that keeps silent', async () => {
    await start((_, response) => {
      response.socket?.setTimeout(10_000);
      return true;
    });
    const { bases, problems } = await look(`FROM ${harness.host}/team/app`);
    expect(bases.size).toBe(0);
    expect(problems[0]).toContain('did not answer within 2 s');
  });
});
