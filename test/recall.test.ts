import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileCache } from '../src/cache/files.ts';
import { ImgscanError } from '../src/errors.ts';
import type { AdvisoryStore, FeedStatus } from '../src/model/advisory.ts';
import type { Image } from '../src/model/image.ts';
import type { Report } from '../src/model/report.ts';
import { type RecallOptions, recallOr } from '../src/recall.ts';
import type { ScanResult } from '../src/scan.ts';
import { makeReport } from './support/report.ts';

const sampleReport = makeReport();
const digest = `sha256:${'a'.repeat(64)}` as const;
const feed: FeedStatus = { records: 1, ecosystems: { npm: 1 }, baseline: true };
const storeOf = (status: FeedStatus): AdvisoryStore => ({ lookup: () => [], status: () => status });

describe('recallOr', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'imgscan-recall-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const imageOf = (changes: Partial<Image> = {}): Image => ({
    name: 'registry.test/app:1',
    digest,
    platform: { os: 'linux', architecture: 'amd64' },
    config: {
      env: [],
      entrypoint: [],
      cmd: [],
      user: '',
      workingDir: '',
      labels: {},
      exposedPorts: [],
      volumes: [],
      onBuild: [],
      history: [],
    },
    layers: [],
    ...changes,
  });
  const optionsOf = (changes: Partial<RecallOptions> = {}): RecallOptions => ({
    files: openFileCache({ directory }),
    build: 'one',
    offline: false,
    version: '1.0.0',
    store: storeOf(feed),
    today: '2026-11-24',
    warnings: [],
    ...changes,
  });

  /** Scans with the result; says whether it had to. */
  async function scans(
    image: Image,
    options: RecallOptions,
    result: ScanResult = { report: sampleReport },
  ): Promise<boolean> {
    let scanned = false;
    const found = await recallOr(image, options, async () => {
      scanned = true;
      return result;
    });
    expect(found.report).toEqual(result.report);
    return scanned;
  }

  it('gives the report again, with the VEX documents beside the image', async () => {
    const vex = [{ name: 'x', statements: [], problems: [] }];
    const result = { report: sampleReport, vex };
    expect(await scans(imageOf(), optionsOf(), result)).toBe(true);
    const again = await recallOr(imageOf(), optionsOf(), () => Promise.reject(new Error('scanned')));
    expect(again).toEqual(result);
  });

  const attachedOf = (hex: string): Required<Image>['findAttached'] => {
    const read = async () => new Uint8Array();
    const document = { digest: `sha256:${hex.repeat(64)}`, mediaType: 'x/y', read } as const;
    return async () => ({ documents: [document], problems: [] });
  };

  it.each<[string, Partial<Image>, Partial<RecallOptions>]>([
    ['another image', { digest: `sha256:${'b'.repeat(64)}` }, {}],
    ['another name', { name: 'registry.test/app:2' }, {}],
    ['another platform', { platform: { os: 'linux', architecture: 'arm64' } }, {}],
    ['another build of the program', {}, { build: 'two' }],
    ['no network, where advisories may be missed', {}, { offline: true }],
    ['another day', {}, { today: '2026-11-25' }],
    ['another limit on age', {}, { maxFeedAgeDays: 3 }],
    ['a Dockerfile', {}, { dockerfile: 'FROM scratch\n' }],
    ['other warnings', {}, { warnings: [{ code: 'MIRROR_UNUSABLE', message: 'down' }] }],
    ['new advisories', {}, { store: storeOf({ ...feed, records: 2 }) }],
    [
      'a feed that was compared since',
      {},
      {
        store: storeOf({ ...feed, sources: [{ name: 'osv/npm', records: 1, updated: '2026-11-24' }] }),
      },
    ],
  ])('scans for %s', async (_, image, options) => {
    expect(await scans(imageOf(), optionsOf())).toBe(true);
    expect(await scans(imageOf(image), optionsOf(options))).toBe(true);
    expect(await scans(imageOf(image), optionsOf(options))).toBe(false);
    expect(await scans(imageOf(), optionsOf())).toBe(false);
  });

  it('scans again when something else is kept beside the image', async () => {
    for (const hex of ['c', 'd']) {
      const image = imageOf({ findAttached: attachedOf(hex) });
      expect(await scans(image, optionsOf())).toBe(true);
      expect(await scans(image, optionsOf())).toBe(false);
    }
  });

  it('asks what is beside the image once, and hands it to the scan', async () => {
    let asked = 0;
    const found = { documents: [], problems: [] };
    const image = imageOf({
      findAttached: async () => {
        asked += 1;
        return found;
      },
    });
    await recallOr(image, optionsOf(), async (given) => {
      expect(await given.findAttached?.()).toBe(found);
      return { report: sampleReport };
    });
    expect(asked).toBe(1);
  });

  it('remembers a scan by the advisories it fetched', async () => {
    let status = feed;
    const store: AdvisoryStore = { lookup: () => [], status: () => status };
    await recallOr(imageOf(), optionsOf({ store }), async () => {
      status = { ...feed, records: 500 };
      return { report: sampleReport };
    });
    expect(await scans(imageOf(), optionsOf({ store: storeOf(status) }))).toBe(false);
    expect(await scans(imageOf(), optionsOf())).toBe(true);
  });

  it('remembers nothing that may be better next time', async () => {
    const failure = new ImgscanError('LAYER_CORRUPT', 'cut off');
    const troubled = (code: Report['warnings'][number]['code']): ScanResult => ({
      report: { ...sampleReport, warnings: [{ code, message: 'x' }] },
    });
    const results = [
      { report: sampleReport, failure },
      troubled('FEED_UNAVAILABLE'),
      troubled('SBOM_UNREADABLE'),
      troubled('CACHE_UNUSABLE'),
    ];
    for (const result of results) {
      expect(await scans(imageOf(), optionsOf(), result)).toBe(true);
      expect(await readdir(directory)).toEqual([]);
    }
  });

  it('scans an image that no digest tells, and what is damaged in the cache', async () => {
    const { digest: _, ...nameless } = imageOf();
    expect(await scans(nameless, optionsOf())).toBe(true);
    expect(await scans(nameless, optionsOf())).toBe(true);
    expect(await scans(imageOf(), optionsOf())).toBe(true);
    const file = join(directory, (await readdir(directory))[0] ?? '');
    await writeFile(file, (await readFile(file)).subarray(0, -1));
    expect(await scans(imageOf(), optionsOf())).toBe(true);
    expect(await scans(imageOf(), optionsOf())).toBe(false);
  });
});
