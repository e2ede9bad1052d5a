import { describe, expect, it } from 'vitest';
import { foldFootprint } from '../../src/footprint/fold.ts';
import type { Evidence } from '../../src/model/layer.ts';
import { empty, emptyCatalog, file, fold, hardlink, makeConfig, makeFacts, step, whiteout } from './facts.ts';

function text(path: string, content: string): Evidence {
  return { kind: 'text', path, text: content };
}

describe('fold', () => {
  it('says which evidence is still live, and under which name', () => {
    const first = makeFacts([file('a', 'old'), hardlink('b', 'a'), file('gone'), file('kept')], {
      evidence: [text('a', 'old'), text('gone', 'x'), text('kept', 'y')],
    });
    const second = makeFacts([file('a', 'new')], {
      whiteouts: [whiteout('gone')],
      evidence: [text('a', 'new')],
    });
    expect(fold([first, second]).evidence).toEqual([
      { ...text('b', 'old'), layer: 0, live: true },
      { ...text('gone', 'x'), layer: 0, live: false },
      { ...text('kept', 'y'), layer: 0, live: true },
      { ...text('a', 'new'), layer: 1, live: true },
    ]);
  });

  it('describes layers as the image stores them', () => {
    const facts = makeFacts([file('a')]);
    const open = async function* (): AsyncGenerator<Uint8Array> {};
    const layer = { digest: facts.diffId, mediaType: '', compressedBytes: 7, open };
    const config = makeConfig({ history: [step('RUN a'), step('RUN b')] });
    const readings = [
      { facts, complete: true },
      { facts: makeFacts([]), complete: false },
    ];
    const image = { config, layers: [layer, { mediaType: '', open }] };
    const { footprint, warnings } = foldFootprint({ image, readings, catalog: emptyCatalog });
    expect(footprint.layers).toEqual([
      {
        index: 0,
        digest: facts.diffId,
        diffId: facts.diffId,
        compressedBytes: 7,
        tarBytes: 2048,
        liveBytes: 2048,
        wastedBytes: 0,
        createdBy: 'RUN a',
        instruction: 0,
        inBase: false,
        complete: true,
      },
      expect.objectContaining({ index: 1, tarBytes: 1024, instruction: 1, complete: false }),
    ]);
    expect(footprint).not.toHaveProperty('compressedBytes');
    expect(warnings).toEqual([]);
  });

  it('names no single instruction for a layer of several', () => {
    const comment = 'FROM docker.io/library/debian:12';
    const whole = [step('RUN a', empty), step('COPY x /', empty), step('CMD ["x"]', { comment })];
    const footprint = fold([makeFacts([file('etc/x'), file('opt/x')])], { history: whole });
    expect(footprint.layers[0]).not.toHaveProperty('instruction');
    expect(footprint.layers[0]?.createdBy).toBe('CMD ["x"]');
    expect(footprint.bill.map(({ owner }) => owner)).toEqual(['orphan']);
    const copied = fold([makeFacts([file('opt/x')])], {
      history: [step('COPY x /', empty), step('CMD ["x"]', { comment })],
    });
    expect(copied.layers[0]?.instruction).toBe(0);
    expect(copied.files.get('opt/x')?.owner).toEqual({ kind: 'application' });
  });

  it('passes on that history and layers do not fit', () => {
    const facts = makeFacts([file('a')]);
    const open = async function* (): AsyncGenerator<Uint8Array> {};
    const layers = [{ diffId: facts.diffId, mediaType: '', open }];
    const image = { config: makeConfig({ history: [step('RUN a'), step('RUN b')] }), layers };
    const readings = [{ facts, complete: true }];
    const { footprint, warnings } = foldFootprint({ image, readings, catalog: emptyCatalog });
    expect(warnings.map(({ code }) => code)).toEqual(['HISTORY_MISMATCH']);
    expect(footprint.layers[0]).not.toHaveProperty('instruction');
    expect(footprint.instructions).toHaveLength(2);
    const rootfs = { config: makeConfig(), layers: [{ mediaType: '', open }] };
    expect(foldFootprint({ image: rootfs, readings, catalog: emptyCatalog }).warnings).toEqual([]);
  });

  it('finds copies that are no hard links, largest saving first', () => {
    const [big, small] = ['x'.repeat(3000), 'y'.repeat(1024)];
    const layers = [
      makeFacts([
        file('a', big),
        hardlink('link', 'a'),
        file('s1', small),
        file('s2', small),
        file('s3', small),
      ]),
      makeFacts([file('b', big), file('t1', 'tiny'), file('t2', 'tiny'), file('once', 'z'.repeat(9999))]),
    ];
    expect(fold(layers).duplicates.map(({ paths, wastedBytes }) => [paths.join(' '), wastedBytes])).toEqual([
      ['a b', 3000],
      ['s1 s2 s3', 2048],
    ]);
  });

  it('lists waste largest first', () => {
    const lower = makeFacts([file('small', 'x'), file('big', 'x'.repeat(600)), file('also', 'y')]);
    const upper = makeFacts([], { whiteouts: [whiteout('small'), whiteout('big'), whiteout('also')] });
    expect(
      fold([lower, upper]).wasted.map(({ path, layer, tarBytes }) => `${path}@${layer} ${tarBytes}`),
    ).toEqual(['big@0 1536', 'also@0 1024', 'small@0 1024', 'also@1 512', 'big@1 512', 'small@1 512']);
  });
});
