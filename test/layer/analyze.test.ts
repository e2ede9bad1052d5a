import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import { type AnalyzeOptions, analyzeLayer } from '../../src/layer/analyze.ts';
import type { Cataloger, Detector } from '../../src/model/analyzer.ts';
import type { LayerFacts } from '../../src/model/layer.ts';
import { digestOf, type LayerTree, layerOf, makeLayer, makeTar } from '../support/layer.ts';
import { paxHeader, tarEnd, tarEntry } from '../support/tar.ts';

const none: AnalyzeOptions = { catalogers: [], detectors: [] };
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Makes a package named after the file's content of each file below db/. */
const byContent: Cataloger = {
  name: 'by-content',
  version: 1,
  maxBytes: 100,
  wants: (path) => path.startsWith('db/'),
  catalog: ({ bytes }) => {
    const name = Buffer.from(bytes).toString();
    if (name === 'throw') throw new Error('no package');
    return {
      packages: [{ type: 'deb', name, version: '1', licenses: [], foundBy: 'by-content' }],
      owns: [],
      warnings: name === 'warn' ? [{ code: 'PACKAGE_INVALID', message: 'odd' }] : [],
    };
  },
};

/** Says of each file below bin/ how much of it came by, and in how many chunks. */
const byLength: Detector = {
  name: 'by-length',
  version: 1,
  open: ({ path }) => {
    if (!path.startsWith('bin/')) return undefined;
    if (path === 'bin/no') throw new Error('cannot open');
    let bytes = 0;
    return {
      write: (chunk) => {
        if (path === 'bin/bad') throw new Error('cannot write');
        bytes += chunk.length;
      },
      end: () => [{ kind: 'text', path, text: String(bytes) }],
    };
  },
};

const plugins: AnalyzeOptions = { catalogers: [byContent], detectors: [byLength] };

async function factsOf(tree: LayerTree, options = plugins): Promise<LayerFacts> {
  const { facts, failure } = await analyzeLayer(await makeLayer(tree), options);
  expect(failure).toBeUndefined();
  return facts;
}

describe('analyzeLayer', () => {
  it('makes one record of a file that several catalogers read, also where the last found nothing', async () => {
    const silent: Cataloger = {
      ...byContent,
      name: 'silent',
      catalog: () => ({ packages: [], owns: [], warnings: [] }),
    };
    const { packageFiles } = await factsOf(
      { 'db/a': 'a' },
      { catalogers: [byContent, { ...byContent, name: 'again' }, silent], detectors: [] },
    );
    expect(packageFiles).toMatchObject([{ path: 'db/a', packages: [{ name: 'a' }, { name: 'a' }] }]);
  });

  it('gives entries, whiteouts and digests in tar order', async () => {
    const tar = await makeTar({
      './': null,
      'etc/': null,
      'etc/motd': { content: 'hi', mode: 0o640, uid: 1, gid: 2, mtime: 77 },
      'etc/empty': '',
      'bin/sh': { type: 'symlink', linkname: '/bin/dash' },
      'etc/hard': { type: 'link', linkname: './etc/motd' },
      'dev/null': { type: 'character-device' },
      'run/fifo': { type: 'fifo' },
      'etc/.wh.old': '',
      'var/.wh..wh..opq': '',
      '.wh..wh.plnk/1.2': 'x',
      '../escape': 'x',
    });
    const { facts, failure } = await analyzeLayer(layerOf(tar), none);
    expect(failure).toBeUndefined();
    expect(facts.diffId).toBe(digestOf(tar));
    expect(facts.tarBytes).toBe(tar.length);
    expect(facts.entries.map(({ path, type, link }) => [path, type, link])).toEqual([
      ['', 'dir', undefined],
      ['etc', 'dir', undefined],
      ['etc/motd', 'file', undefined],
      ['etc/empty', 'file', undefined],
      ['bin/sh', 'symlink', '/bin/dash'],
      ['etc/hard', 'hardlink', 'etc/motd'],
      ['dev/null', 'char', undefined],
      ['run/fifo', 'fifo', undefined],
    ]);
    expect(facts.entries[2]).toEqual({
      path: 'etc/motd',
      type: 'file',
      mode: 0o640,
      uid: 1,
      gid: 2,
      mtime: 77,
      fileBytes: 2,
      tarBytes: 1024,
      sha256: sha256('hi'),
    });
    expect(facts.entries[3]).not.toHaveProperty('sha256');
    expect(facts.whiteouts).toEqual([
      { path: 'etc/old', opaque: false, tarBytes: 512 },
      { path: 'var', opaque: true, tarBytes: 512 },
    ]);
    expect(facts.warnings).toEqual([
      {
        code: 'ENTRY_INVALID',
        message: 'The entry "../escape" is left out: its name climbs out of the root.',
      },
    ]);
  });

  it('survives a round trip through JSON', async () => {
    const facts = await factsOf({ 'db/a': 'x', 'bin/a': 'y', '.wh.z': '', '../no': '' });
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('hashes files over many chunks as in one', async () => {
    const content = Buffer.alloc(5000, 'abc');
    const tar = await makeTar({ 'a/big': content, 'a/small': 'x' });
    for (const chunkBytes of [1, 513, 4096, 1 << 20]) {
      const { facts } = await analyzeLayer(layerOf(tar, undefined, chunkBytes), none);
      expect(facts.entries.map((entry) => entry.sha256)).toEqual([sha256(content), sha256('x')]);
    }
  });

  it('keeps capabilities and what was sparse', async () => {
    const tar = Buffer.concat([
      paxHeader([['SCHILY.xattr.security.capability', Buffer.alloc(20, 7)]]),
      tarEntry({ name: 'ping', content: 'x' }),
      paxHeader([
        ['GNU.sparse.size', '70000'],
        ['GNU.sparse.numblocks', '1'],
        ['GNU.sparse.map', '69999,1'],
      ]),
      tarEntry({ name: 'holes', content: 'e' }),
      paxHeader([
        ['GNU.sparse.size', '9000000000'],
        ['GNU.sparse.numblocks', '0'],
        ['GNU.sparse.major', '0'],
        ['GNU.sparse.minor', '1'],
      ]),
      tarEntry({ name: 'bin/all-hole' }),
      tarEnd,
    ]);
    const { facts } = await analyzeLayer(layerOf(tar), plugins);
    expect(facts.entries[0]?.capability).toBe('07'.repeat(20));
    expect(facts.entries[1]).toMatchObject({
      fileBytes: 70000,
      sha256: sha256(Buffer.concat([Buffer.alloc(69999), Buffer.from('e')])),
    });
    expect(facts.entries[2]).not.toHaveProperty('sha256');
    expect(facts.evidence).toEqual([]);
    expect(facts.warnings).toMatchObject([{ code: 'FILE_TOO_LARGE', path: 'bin/all-hole' }]);
  });
});

describe('plug-ins', () => {
  it('read what they want, and one that throws costs one warning', async () => {
    const facts = await factsOf({
      'db/a': 'alpha',
      'db/empty': '',
      'db/large': 'x'.repeat(101),
      'db/throw': 'throw',
      'db/warn': 'warn',
      'bin/a': 'x'.repeat(3000),
      'bin/bad': 'x'.repeat(3000),
      'bin/no': 'x',
      'bin/empty': '',
      'bin/z': 'z',
    });
    expect(facts.packageFiles.map(({ path, packages }) => [path, packages[0]?.name])).toEqual([
      ['db/a', 'alpha'],
      ['db/empty', ''],
      ['db/warn', 'warn'],
    ]);
    expect(facts.evidence).toEqual([
      { kind: 'text', path: 'bin/a', text: '3000' },
      { kind: 'text', path: 'bin/z', text: '1' },
    ]);
    expect(facts.warnings).toEqual([
      {
        code: 'FILE_TOO_LARGE',
        path: 'db/large',
        message: 'db/large has 101 bytes, more than the 100 that by-content reads.',
      },
      {
        code: 'FILE_UNREADABLE',
        path: 'db/throw',
        message: 'by-content could not read db/throw: no package',
      },
      { code: 'PACKAGE_INVALID', path: 'db/warn', message: 'odd' },
      { code: 'FILE_UNREADABLE', path: 'bin/bad', message: 'by-length could not read bin/bad: cannot write' },
      { code: 'FILE_UNREADABLE', path: 'bin/no', message: 'by-length could not read bin/no: cannot open' },
    ]);
    expect(facts.entries).toHaveLength(10);
  });

  it('say of a hard link what they said of its file, or that they missed it', async () => {
    const link = (linkname: string) => ({ type: 'link', linkname }) as const;
    const facts = await factsOf({
      'db/a': 'alpha',
      'bin/a': 'binary',
      hidden: 'status',
      'db/b': link('db/a'),
      'db/c': link('db/b'),
      'bin/b': link('bin/a'),
      'db/late': link('hidden'),
      'bin/late': link('hidden'),
      'db/below': link('db/in-a-lower-layer'),
      'bin/below': link('bin/in-a-lower-layer'),
    });
    expect(facts.packageFiles.map(({ path, packages }) => [path, packages[0]?.name])).toEqual([
      ['db/a', 'alpha'],
      ['db/b', 'alpha'],
      ['db/c', 'alpha'],
    ]);
    expect(facts.evidence.map(({ path }) => path)).toEqual(['bin/a', 'bin/b']);
    expect(facts.warnings.map(({ code, path }) => [code, path])).toEqual([
      ['FILE_UNREADABLE', 'db/late'],
      ['FILE_UNREADABLE', 'bin/late'],
      ['FILE_UNREADABLE', 'db/below'],
    ]);
  });

  it('cannot flood the report with warnings', async () => {
    const tree = Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`../${index}`, '']));
    const { warnings } = await factsOf(tree);
    expect(warnings).toHaveLength(1001);
    expect(warnings.at(-1)?.message).toBe('200 more warnings of this layer are not listed.');
  });
});

describe('a layer that cannot be read whole', () => {
  const rows: readonly (readonly [
    string,
    (tar: Buffer) => Promise<ReturnType<typeof layerOf>>,
    string,
    number,
  ])[] = [
    ['a wrong diffID', async (tar) => layerOf(tar, digestOf(Buffer.from('other'))), 'DIGEST_MISMATCH', 2],
    [
      'a cut in the second file',
      async (tar) => layerOf(tar.subarray(0, 1600), digestOf(tar)),
      'LAYER_CORRUPT',
      1,
    ],
    [
      'a cut between entries',
      async (tar) => layerOf(tar.subarray(0, 1024), digestOf(tar)),
      'DIGEST_MISMATCH',
      1,
    ],
    [
      'gzip cut off',
      async (tar) => layerOf(gzipSync(tar).subarray(0, 60), digestOf(tar)),
      'LAYER_CORRUPT',
      0,
    ],
    ['no tar at all', async () => layerOf(Buffer.from('<html>not a layer</html>')), 'LAYER_CORRUPT', 0],
    ['nothing', async (tar) => layerOf(Buffer.alloc(0), digestOf(tar)), 'DIGEST_MISMATCH', 0],
  ];
  for (const [name, make, code, entries] of rows) {
    it(`${name}: ${code}`, async () => {
      const layer = await make(await makeTar({ a: 'first', b: 'x'.repeat(1000) }));
      const { facts, failure } = await analyzeLayer(layer, none);
      expect(failure).toBeInstanceOf(ImgscanError);
      expect(failure?.code).toBe(code);
      expect(failure?.message).toContain(layer.digest);
      expect(facts.entries).toHaveLength(entries);
      expect(facts.diffId).toBe(layer.diffId);
    });
  }

  it('without a diffID needs the end of the archive', async () => {
    const tar = await makeTar({ a: 'x' });
    const { diffId: _, ...whole } = layerOf(tar);
    expect(await analyzeLayer(whole, none)).toMatchObject({ facts: { diffId: digestOf(tar) } });
    const { diffId: __, ...cut } = layerOf(tar.subarray(0, 1024));
    expect((await analyzeLayer(cut, none)).failure?.code).toBe('LAYER_CORRUPT');
  });

  it("keeps what was read before the source's own error", async () => {
    const tar = await makeTar({ a: 'x', b: 'y' });
    const layer = {
      ...layerOf(tar),
      open: async function* () {
        yield tar.subarray(0, 1100);
        throw new ImgscanError('NETWORK', 'the connection broke', { hint: 'try again' });
      },
    };
    const { facts, failure } = await analyzeLayer(layer, none);
    expect(failure).toMatchObject({ code: 'NETWORK', hint: 'try again' });
    expect(facts.entries.map(({ path }) => path)).toEqual(['a']);
  });

  it('keeps to its limits', async () => {
    const layer = await makeLayer({ a: 'x', b: 'y', c: 'z' });
    for (const limits of [{ entries: 2 }, { tarBytes: 1000 }]) {
      expect((await analyzeLayer(layer, { ...none, limits })).failure?.code).toBe('LIMIT_EXCEEDED');
    }
  });

  it('throws what is no trouble of the layer', async () => {
    const layer = await makeLayer({ a: 'x' });
    await expect(analyzeLayer(layer, { ...none, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    const broken = {
      ...layer,
      open: () => {
        throw new TypeError('a bug');
      },
    };
    await expect(analyzeLayer(broken, none)).rejects.toThrow(TypeError);
  });

  it('says how far it is', async () => {
    const tar = await makeTar({ a: 'x'.repeat(100_000) });
    const stored = gzipSync(tar);
    const seen: number[][] = [];
    await analyzeLayer(layerOf(stored, digestOf(tar)), { ...none, onBytes: (...bytes) => seen.push(bytes) });
    expect(seen.at(-1)).toEqual([stored.length, tar.length]);
  });
});

it('a mutated layer never throws', async () => {
  const tar = await makeTar({
    'db/a': 'alpha',
    'bin/b': 'x'.repeat(700),
    'bin/c': { type: 'link', linkname: 'bin/b' },
    '.wh.d': '',
  });
  const inputs = [tar, gzipSync(tar)];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...inputs),
      fc.array(fc.tuple(fc.nat(4000), fc.nat(255)), { maxLength: 4 }),
      async (input, places) => {
        const bytes = Buffer.from(input);
        for (const [at, byte] of places) if (at < bytes.length) bytes[at] = byte;
        const { facts, failure } = await analyzeLayer(layerOf(bytes, digestOf(tar), 600), plugins);
        expect(failure === undefined || failure instanceof ImgscanError).toBe(true);
        if (failure === undefined) expect(facts.entries).toHaveLength(3);
      },
    ),
    { numRuns: 200 },
  );
});
