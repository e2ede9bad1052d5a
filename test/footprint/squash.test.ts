import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { squash } from '../../src/footprint/squash.ts';
import type { Entry, LayerFacts } from '../../src/model/layer.ts';
import { dir, file, hardlink, makeEntry, makeFacts, symlink, whiteout } from './facts.ts';

/** `path@layer` of what is live, `path@layer reason by` of what is not. */
function show(layers: readonly LayerFacts[]): { live: string[]; wasted: string[] } {
  const { files, unnamed, wasted } = squash(layers);
  return {
    live: [
      ...[...files.values()].map(({ entry, layer }) => `${entry.path}@${layer}`),
      ...unnamed.map(({ entry, layer }) => `(${entry.path}@${layer})`),
    ],
    wasted: wasted.map(({ path, layer, reason, hiddenBy }) => `${path}@${layer} ${reason} ${hiddenBy}`),
  };
}

const rows: readonly {
  name: string;
  layers: readonly LayerFacts[];
  live: readonly string[];
  wasted: readonly string[];
}[] = [
  {
    name: 'a whiteout deletes a path of a lower layer and is waste itself',
    layers: [makeFacts([file('a'), file('b')]), makeFacts([], { whiteouts: [whiteout('a')] })],
    live: ['b@0'],
    wasted: ['a@1 whiteout 1', 'a@0 deleted 1'],
  },
  {
    name: 'a whiteout deletes a directory with all below it',
    layers: [makeFacts([dir('d'), dir('d/e'), file('d/e/f')]), makeFacts([], { whiteouts: [whiteout('d')] })],
    live: [],
    wasted: ['d@1 whiteout 1', 'd@0 deleted 1', 'd/e@0 deleted 1', 'd/e/f@0 deleted 1'],
  },
  {
    name: 'a whiteout of a path that is not there hides nothing',
    layers: [makeFacts([file('a')]), makeFacts([], { whiteouts: [whiteout('x/y'), whiteout('a/b')] })],
    live: ['a@0'],
    wasted: ['x/y@1 whiteout 1', 'a/b@1 whiteout 1'],
  },
  {
    name: 'a whiteout does not touch its own layer',
    layers: [makeFacts([file('a', 'old')]), makeFacts([file('a', 'new')], { whiteouts: [whiteout('a')] })],
    live: ['a@1'],
    wasted: ['a@1 whiteout 1', 'a@0 deleted 1'],
  },
  {
    name: 'an opaque directory hides what is below it, not its own siblings',
    layers: [
      makeFacts([dir('d'), file('d/old'), file('e')]),
      makeFacts([file('d/new')], { whiteouts: [whiteout('d', true)] }),
    ],
    live: ['d@0', 'd/new@1', 'e@0'],
    wasted: ['d@1 whiteout 1', 'd/old@0 deleted 1'],
  },
  {
    name: 'an opaque root hides everything',
    layers: [makeFacts([dir(''), file('a')]), makeFacts([file('b')], { whiteouts: [whiteout('', true)] })],
    live: ['@0', 'b@1'],
    wasted: ['@1 whiteout 1', 'a@0 deleted 1'],
  },
  {
    name: 'a file replaces a directory and what is below it is gone',
    layers: [makeFacts([dir('d'), file('d/f')]), makeFacts([file('d')])],
    live: ['d@1'],
    wasted: ['d@0 replaced 1', 'd/f@0 deleted 1'],
  },
  {
    name: 'a directory replaces a file and a symlink',
    layers: [makeFacts([file('a'), symlink('b', 'c')]), makeFacts([dir('a'), dir('b'), file('b/f')])],
    live: ['a@1', 'b@1', 'b/f@1'],
    wasted: ['a@0 replaced 1', 'b@0 replaced 1'],
  },
  {
    name: 'a directory over a directory merges, its lower header is waste',
    layers: [makeFacts([dir('d'), file('d/f')]), makeFacts([dir('d', { uid: 5 }), file('d/g')])],
    live: ['d@1', 'd/f@0', 'd/g@1'],
    wasted: ['d@0 metadata-only 1'],
  },
  {
    name: 'the same content with another owner is a metadata-only change',
    layers: [
      makeFacts([file('a'), symlink('s', 'a')]),
      makeFacts([file('a', 'a', { uid: 9 }), symlink('s', 'a')]),
    ],
    live: ['a@1', 's@1'],
    wasted: ['a@0 metadata-only 1', 's@0 metadata-only 1'],
  },
  {
    name: 'other content is a replacement',
    layers: [makeFacts([file('a', 'x')]), makeFacts([file('a', 'y')])],
    live: ['a@1'],
    wasted: ['a@0 replaced 1'],
  },
  {
    name: 'of a path twice in a layer the later counts',
    layers: [makeFacts([file('a', 'x'), file('a', 'y')])],
    live: ['a@0'],
    wasted: ['a@0 repeated 0'],
  },
  {
    name: 'content stays live while a hard link to it is visible',
    layers: [
      makeFacts([file('a', 'big'), hardlink('b', 'a')]),
      makeFacts([], { whiteouts: [whiteout('a')] }),
    ],
    live: ['b@0', '(a@0)'],
    wasted: ['a@1 whiteout 1'],
  },
  {
    name: 'content is waste once its last hard link is gone',
    layers: [
      makeFacts([file('a', 'big'), hardlink('b', 'a')]),
      makeFacts([], { whiteouts: [whiteout('a')] }),
      makeFacts([file('b', 'other')]),
    ],
    live: ['b@2'],
    wasted: ['a@1 whiteout 1', 'b@0 replaced 2', 'a@0 replaced 2'],
  },
  {
    name: 'chown of hard links is a metadata-only change of both',
    layers: [
      makeFacts([file('a', 'big'), hardlink('b', 'a')]),
      makeFacts([file('a', 'big', { uid: 1 }), hardlink('b', 'a')]),
    ],
    live: ['a@1', 'b@1'],
    wasted: ['b@0 metadata-only 1', 'a@0 metadata-only 1'],
  },
  {
    name: 'a hard link may lead to a lower layer, to itself or nowhere',
    layers: [
      makeFacts([file('a')]),
      makeFacts([hardlink('b', 'a'), hardlink('c', 'c'), hardlink('d', 'no/where')]),
    ],
    live: ['a@0', 'b@1', 'c@1', 'd@1'],
    wasted: [],
  },
  {
    name: 'a path below a lower symlink or file replaces it by a directory',
    layers: [
      makeFacts([symlink('l', 'usr'), dir('usr'), file('f')]),
      makeFacts([file('l/x'), file('f/y/z')]),
    ],
    live: ['f/y/z@1', 'l/x@1', 'usr@0'],
    wasted: ['l@0 replaced 1', 'f@0 replaced 1'],
  },
  {
    name: 'a deleted path may come back',
    layers: [makeFacts([file('a')]), makeFacts([], { whiteouts: [whiteout('a')] }), makeFacts([file('a')])],
    live: ['a@2'],
    wasted: ['a@1 whiteout 1', 'a@0 deleted 1'],
  },
];

describe('squash', () => {
  for (const { name, layers, live, wasted } of rows) {
    it(name, () => {
      expect(show(layers)).toEqual({ live, wasted });
    });
  }

  it('names the content of hard links', () => {
    const content = file('a');
    const { files } = squash([
      makeFacts([content, hardlink('b', 'a'), hardlink('c', 'b'), hardlink('d', 'x')]),
    ]);
    expect(files.get('c')?.content).toBe(content);
    expect(files.get('a')).not.toHaveProperty('content');
    expect(files.get('d')).not.toHaveProperty('content');
  });

  it('finds content whose name now stands for something else under its first link', () => {
    const links = [file('a', 'old'), hardlink('c', 'a'), hardlink('b', 'a')];
    const { files, unnamed } = squash([makeFacts(links), makeFacts([file('a', 'new')])]);
    expect(files.get('b')?.content).toEqual({ ...file('a', 'old'), path: 'b' });
    expect(files.get('c')?.content).toEqual({ ...file('a', 'old'), path: 'b' });
    expect(unnamed).toEqual([{ entry: file('a', 'old'), layer: 0, name: 'b' }]);
  });

  it('does what a naive model does, and every entry is live or wasted once', () => {
    fc.assert(
      fc.property(fc.array(arbitraryLayer, { maxLength: 5 }), (layers) => {
        const { files, unnamed, wasted } = squash(layers);
        const expected = applyNaively(layers);
        expect([...files].map(([path, { entry }]) => [path, entry])).toEqual(
          [...expected.visible].sort(([a], [b]) => (a < b ? -1 : 1)),
        );
        const live = new Set([
          ...[...files.values()].map(({ entry }) => entry),
          ...unnamed.map(({ entry }) => entry),
        ]);
        expect(live).toEqual(expected.live);
        const total = layers.flatMap(({ entries, whiteouts }) => [...entries, ...whiteouts]);
        expect(live.size + wasted.length).toBe(total.length);
        const liveBytes = [...live].reduce((sum, { tarBytes }) => sum + tarBytes, 0);
        const wastedBytes = wasted.reduce((sum, { tarBytes }) => sum + tarBytes, 0);
        expect(liveBytes + wastedBytes).toBe(total.reduce((sum, { tarBytes }) => sum + tarBytes, 0));
        for (const { layer, hiddenBy } of wasted) expect(hiddenBy).toBeGreaterThanOrEqual(layer);
      }),
      { numRuns: 500 },
    );
  });

  it('does not slow down when every layer deletes all that is below', () => {
    const base = Array.from({ length: 20_000 }, (_, i) => makeEntry(`usr/lib/p${i % 500}/d${i % 7}/f${i}`));
    const layers = [makeFacts(base)];
    for (let layer = 0; layer < 4; layer += 1) {
      layers.push(makeFacts(base, { whiteouts: [whiteout('usr/lib', true)] }));
    }
    const start = performance.now();
    expect(squash(layers).wasted).toHaveLength(80_004);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

const arbitraryPath = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('/'));

const arbitraryEntry: fc.Arbitrary<Entry> = fc
  .record({
    path: fc.oneof({ weight: 20, arbitrary: arbitraryPath }, { weight: 1, arbitrary: fc.constant('') }),
    type: fc.constantFrom('file', 'file', 'dir', 'hardlink', 'hardlink', 'symlink', 'fifo', 'char'),
    link: arbitraryPath,
    content: fc.constantFrom('', 'x', 'y'),
    blocks: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ path, type, link, content, blocks }) => {
    const tarBytes = blocks * 512;
    if (path === '' || type === 'dir') return dir(path, { tarBytes });
    if (type === 'file') return file(path, content, { tarBytes });
    return makeEntry(path, { type, tarBytes, ...(type !== 'fifo' && type !== 'char' && { link }) });
  });

const arbitraryLayer = fc
  .record({
    entries: fc.array(arbitraryEntry, { maxLength: 12 }),
    whiteouts: fc.array(
      fc.tuple(arbitraryPath, fc.boolean()).map(([path, opaque]) => whiteout(path, opaque)),
      { maxLength: 3 },
    ),
  })
  .map(({ entries, whiteouts }) => makeFacts(entries, { whiteouts }));

/** Applies layers to a flat map of paths, scanning it all at every step. */
function applyNaively(layers: readonly LayerFacts[]): { visible: Map<string, Entry>; live: Set<Entry> } {
  const tree = new Map<string, { entry?: Entry; isDirectory: boolean; content?: Entry }>();
  const removeBelow = (path: string): void => {
    for (const other of [...tree.keys()]) if (path === '' || other.startsWith(`${path}/`)) tree.delete(other);
  };
  tree.set('', { isDirectory: true });
  for (const { entries, whiteouts } of layers) {
    for (const { path, opaque } of whiteouts) {
      removeBelow(path);
      if (!opaque) tree.delete(path);
    }
    for (const entry of entries) {
      const { path, type, link } = entry;
      for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        const parent = path.slice(0, slash);
        if (tree.get(parent)?.isDirectory !== true) tree.set(parent, { isDirectory: true });
      }
      const content = type === 'hardlink' ? tree.get(link ?? '')?.content : entry;
      if (type === 'dir') {
        tree.set(path, { entry, isDirectory: true });
      } else {
        removeBelow(path);
        tree.set(path, { entry, isDirectory: false, ...(content !== undefined && { content }) });
      }
    }
  }
  const visible = new Map<string, Entry>();
  const live = new Set<Entry>();
  for (const [path, { entry, content }] of tree) {
    if (entry === undefined) continue;
    visible.set(path, entry);
    live.add(entry);
    if (content !== undefined) live.add(content);
  }
  return { visible, live };
}
