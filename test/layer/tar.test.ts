import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { extract, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import type { TarLimits } from '../../src/layer/tar.ts';
import { octal, paxHeader, tarEnd, tarEntry } from '../support/tar.ts';
import { chunkSizes, type ReadEntry, readTar } from './read-tar.ts';

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
const base256 = (value: number, width: number) => {
  const field = Buffer.alloc(width);
  field.writeUIntBE(value, width - 6, 6);
  field[0] = 0x80;
  return field;
};
const filled = (bytes: number, character: string) => Buffer.alloc(bytes, character);

interface Row {
  readonly name: string;
  readonly parts: readonly Buffer[];
  readonly expected: readonly Partial<ReadEntry>[];
}

const sparse10 = (map: string, data: Buffer) =>
  Buffer.concat([Buffer.from(map), Buffer.alloc((512 - (map.length % 512)) % 512), data]);

const holed = Buffer.concat([
  Buffer.alloc(1000),
  filled(512, 'a'),
  Buffer.alloc(2000),
  filled(10, 'b'),
  Buffer.alloc(78),
]);

const rows: readonly Row[] = [
  {
    name: 'v7 file and directory by trailing slash',
    parts: [
      tarEntry({ name: 'a', flag: '\0', format: 'v7', content: 'hello' }),
      tarEntry({ name: 'd/', flag: '\0', format: 'v7', mode: 0o755 }),
    ],
    expected: [
      { name: 'a', type: 'file', fileBytes: 5, tarBytes: 1024, offset: 512, sha256: sha256('hello') },
      { name: 'd/', type: 'dir', mode: 0o755, fileBytes: 0, tarBytes: 512 },
    ],
  },
  {
    name: 'ustar prefix, owner, time, setuid',
    parts: [tarEntry({ name: 'sh', prefix: 'usr/bin', mode: 0o104755, uid: 5, gid: 6, mtime: 1700000000 })],
    expected: [{ name: 'usr/bin/sh', mode: 0o4755, uid: 5, gid: 6, mtime: 1700000000 }],
  },
  {
    name: 'every type, size ignored where there is no content',
    parts: ['1', '2', '3', '4', '5', '6'].map((flag) =>
      tarEntry({ name: `n${flag}`, flag, linkName: 't', contentBytes: 4096 }),
    ),
    expected: ['hardlink', 'symlink', 'char', 'block', 'dir', 'fifo'].map((type, index) => ({
      type: type as ReadEntry['type'],
      name: `n${index + 1}`,
      linkName: 't',
      fileBytes: 0,
      tarBytes: 512,
    })),
  },
  {
    name: 'contiguous file, and a type that nobody knows',
    parts: [tarEntry({ flag: '7', content: 'x' }), tarEntry({ flag: 'V', content: 'label' }), tarEntry({})],
    expected: [
      { type: 'file', fileBytes: 1 },
      { type: 'other', fileBytes: 5, tarBytes: 1024 },
      { type: 'file', fileBytes: 0 },
    ],
  },
  {
    name: 'GNU long name and long link',
    parts: [
      tarEntry({ name: '././@LongLink', flag: 'L', format: 'gnu', content: `${'n'.repeat(600)}\0` }),
      tarEntry({ name: '././@LongLink', flag: 'K', format: 'gnu', content: `${'l'.repeat(300)}\0` }),
      tarEntry({ name: 'n', flag: '2', linkName: 'l', format: 'gnu' }),
      tarEntry({ name: 'next' }),
    ],
    expected: [
      { name: 'n'.repeat(600), linkName: 'l'.repeat(300), tarBytes: 512 + 1024 + 512 + 512 + 512 },
      { name: 'next', linkName: '', tarBytes: 512 },
    ],
  },
  {
    name: 'PAX path, link, owner, time below zero, attributes; an empty value changes nothing',
    parts: [
      paxHeader([
        ['path', 'p/ä'],
        ['linkpath', 'somewhere'],
        ['uid', '4294967296'],
        ['gid', '7'],
        ['mtime', '-1.5'],
        ['size', ''],
        ['SCHILY.xattr.security.capability', Buffer.from([1, 0, 0, 2, 0xff, 0x0a, 0])],
      ]),
      tarEntry({ name: 'short', content: 'abc' }),
      tarEntry({ name: 'next' }),
    ],
    expected: [
      {
        name: 'p/ä',
        linkName: 'somewhere',
        uid: 4294967296,
        gid: 7,
        mtime: -2,
        fileBytes: 3,
        tarBytes: 2048,
        xattrs: new Map([['security.capability', Uint8Array.of(1, 0, 0, 2, 0xff, 0x0a, 0)]]),
      },
      { name: 'next', uid: 0, xattrs: new Map() },
    ],
  },
  {
    name: 'PAX size over the header size',
    parts: [
      paxHeader([['size', '700']]),
      tarEntry({ contentBytes: 0, content: filled(700, 'z') }),
      tarEntry({ name: 'next' }),
    ],
    expected: [{ fileBytes: 700, sha256: sha256(filled(700, 'z')) }, { name: 'next' }],
  },
  {
    name: 'a global header applies to nothing, as in every runtime, and ends what came before it',
    parts: [paxHeader([['path', 'lost']]), paxHeader([['uid', '99']], 'g'), tarEntry({ name: 'own' })],
    expected: [{ name: 'own', uid: 0 }],
  },
  {
    name: 'of two PAX headers the second counts, and a GNU name wins over both',
    parts: [
      paxHeader([
        ['path', 'one'],
        ['uid', '1'],
      ]),
      paxHeader([['path', 'two']]),
      tarEntry({ name: 'a' }),
      tarEntry({ flag: 'L', format: 'gnu', content: 'gnu\0' }),
      paxHeader([['path', 'pax']]),
      tarEntry({ name: 'b' }),
    ],
    expected: [{ name: 'two', uid: 0 }, { name: 'gnu' }],
  },
  {
    name: 'base-256 owner, negative time',
    parts: [
      tarEntry({
        format: 'gnu',
        patch: (block) => {
          base256(4_000_000_000, 8).copy(block, 108);
          Buffer.alloc(12, 0xff).copy(block, 136);
        },
      }),
    ],
    expected: [{ uid: 4_000_000_000, mtime: -1 }],
  },
  {
    name: 'a prefix in a GNU header, as Go before 1.8 wrote it',
    parts: [tarEntry({ name: 'sh', prefix: 'usr/bin', format: 'gnu' })],
    expected: [{ name: 'usr/bin/sh' }],
  },
  {
    name: 'names that are not UTF-8 stay apart',
    parts: [
      tarEntry({ name: Buffer.from([0x61, 0xff]) }),
      tarEntry({ name: Buffer.from([0x61, 0xfe]) }),
      tarEntry({ name: Buffer.from('ü\ufffd') }),
      tarEntry({ name: Buffer.from([0xc3, 0xbc, 0xc3]) }),
    ],
    expected: [{ name: 'a\udcff' }, { name: 'a\udcfe' }, { name: 'ü\ufffd' }, { name: 'ü\udcc3' }],
  },
  {
    name: 'a checksum over signed bytes',
    parts: [
      (() => {
        const entry = tarEntry({ name: Buffer.from('ü') });
        let sum = 8 * 32;
        for (const [at, byte] of entry.subarray(0, 512).entries()) {
          if (at < 148 || at >= 156) sum += byte > 127 ? byte - 256 : byte;
        }
        entry.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
        return entry;
      })(),
    ],
    expected: [{ name: 'ü' }],
  },
  {
    name: 'old GNU sparse file, four spans in the header and one in an extension',
    parts: [
      tarEntry({
        flag: 'S',
        format: 'gnu',
        contentBytes: 0,
        patch: (block) => {
          block.write(octal(5, 12), 124, 'latin1');
          for (let index = 0; index < 4; index += 1) {
            block.write(octal(index * 100, 12) + octal(1, 12), 386 + index * 24, 'latin1');
          }
          block[482] = 1;
          block.write(octal(450, 12), 483, 'latin1');
        },
      }),
      (() => {
        const extension = Buffer.alloc(512);
        extension.write(octal(400, 12) + octal(1, 12), 0, 'latin1');
        return extension;
      })(),
      Buffer.concat([Buffer.from('abcde'), Buffer.alloc(507)]),
      tarEntry({ name: 'next' }),
    ],
    expected: [
      {
        fileBytes: 450,
        storedBytes: 5,
        sparse: true,
        tarBytes: 1536,
        sha256: sha256(
          Buffer.concat(
            [...'abcde'].map((letter) => Buffer.concat([Buffer.from(letter), Buffer.alloc(99)])),
          ).subarray(0, 450),
        ),
      },
      { name: 'next', sparse: false },
    ],
  },
  ...(
    [
      [
        '0.0',
        [
          ['GNU.sparse.size', '3600'],
          ['GNU.sparse.numblocks', '2'],
          ['GNU.sparse.offset', '1000'],
          ['GNU.sparse.numbytes', '512'],
          ['GNU.sparse.offset', '3512'],
          ['GNU.sparse.numbytes', '10'],
        ],
        '',
      ],
      [
        '0.1',
        [
          ['GNU.sparse.name', 'real'],
          ['GNU.sparse.size', '3600'],
          ['GNU.sparse.numblocks', '2'],
          ['GNU.sparse.map', '1000,512,3512,10'],
        ],
        '',
      ],
      [
        '1.0',
        [
          ['GNU.sparse.major', '1'],
          ['GNU.sparse.minor', '0'],
          ['GNU.sparse.name', 'real'],
          ['GNU.sparse.realsize', '3600'],
        ],
        '2\n1000\n512\n3512\n10\n',
      ],
    ] as const
  ).map(
    ([version, records, map]): Row => ({
      name: `PAX sparse ${version}`,
      parts: [
        paxHeader(records),
        tarEntry({
          name: 'given',
          content: sparse10(map, Buffer.concat([filled(512, 'a'), filled(10, 'b')])),
        }),
        tarEntry({ name: 'next' }),
      ],
      expected: [
        {
          name: version === '0.0' ? 'given' : 'real',
          fileBytes: 3600,
          storedBytes: 522,
          sparse: true,
          sha256: sha256(holed),
          tarBytes: version === '1.0' ? 3072 : 2560 + 0,
        },
        { name: 'next' },
      ],
    }),
  ),
  {
    name: 'bytes after the end are passed over',
    parts: [tarEntry({ name: 'a' }), tarEnd, tarEntry({ name: 'hidden' }), filled(100, 'x')],
    expected: [{ name: 'a' }],
  },
];

describe('createTarParser', () => {
  for (const { name, parts, expected } of rows) {
    it(name, () => {
      const tar = Buffer.concat([...parts, tarEnd]);
      for (const chunkBytes of chunkSizes) {
        const entries = readTar(tar, chunkBytes);
        expect(entries).toHaveLength(expected.length);
        for (const [index, fields] of expected.entries()) expect(entries[index]).toMatchObject(fields);
        for (const entry of entries) expect(entry.contentBytes).toBe(entry.fileBytes);
      }
    });
  }

  it('takes an empty archive', () => {
    expect(readTar(tarEnd)).toEqual([]);
    expect(readTar(Buffer.alloc(512))).toEqual([]);
  });

  it('passes the zeros of a hole on in bounded chunks and stops where the body says so', () => {
    const header = paxHeader([
      ['GNU.sparse.size', '1000000000000'],
      ['GNU.sparse.numblocks', '0'],
      ['GNU.sparse.major', '0'],
      ['GNU.sparse.minor', '1'],
    ]);
    expect(() =>
      readTar(Buffer.concat([header, tarEntry({}), tarEnd]), undefined, undefined, 1 << 20),
    ).toThrow('enough');
  });
});

describe('what is no tar', () => {
  const good = tarEntry({ name: 'a', content: 'content' });
  const withPax = (...records: (readonly [string, string])[]) =>
    Buffer.concat([paxHeader(records), good, tarEnd]);
  const failures: readonly (readonly [string, Buffer, string | RegExp, TarLimits?])[] = [
    ['nothing', Buffer.alloc(0), /byte 0: it ends without/],
    ['a cut between entries', good, /byte 1024: it ends without/],
    ['a cut in the header', good.subarray(0, 300), /byte 300: it ends without/],
    ['a cut in the content', good.subarray(0, 515), /byte 515: it ends inside the content/],
    ['a cut in the padding', good.subarray(0, 519), /byte 519: it ends without/],
    [
      'a cut in the content, trailer optional',
      good.subarray(0, 515),
      /inside the content/,
      { trailer: 'optional' },
    ],
    [
      'a cut in a header, trailer optional',
      Buffer.concat([good, good.subarray(0, 9)]),
      /byte 1033/,
      { trailer: 'optional' },
    ],
    [
      'an extended header and nothing after, trailer optional',
      paxHeader([['path', 'x']]),
      /it ends without/,
      { trailer: 'optional' },
    ],
    ['garbage', Buffer.alloc(2048, 0x5a), /byte 0: the header checksum/],
    ['garbage after an entry', Buffer.concat([good, Buffer.alloc(512, 1)]), /byte 1024: the header checksum/],
    ['a lone zero block', Buffer.concat([Buffer.alloc(512), good, tarEnd]), /byte 0: a zero block/],
    ['a flipped bit', Buffer.concat([good.subarray(0, 5), Buffer.from('!'), good.subarray(6)]), /checksum/],
    ['a size that is no number', tarEntry({ patch: (block) => block.write('12x4', 124) }), /not a number/],
    ['a negative size', tarEntry({ patch: (block) => block.fill(0xff, 124, 136) }), /negative size/],
    ['a PAX size below zero', withPax(['size', '-1']), /negative/],
    ['a PAX owner in words', withPax(['uid', 'root']), /"uid" is not a number/],
    [
      'a PAX length that lies',
      Buffer.concat([tarEntry({ flag: 'x', content: '99 path=x\n' }), good]),
      /malformed/,
    ],
    [
      'a PAX record without =',
      Buffer.concat([tarEntry({ flag: 'x', content: '8 pathx\n' }), good]),
      /malformed/,
    ],
    ['a huge extended header', tarEntry({ flag: 'x', contentBytes: 2 ** 30 }), /LIMIT_EXCEEDED/],
    ['a huge long name', tarEntry({ flag: 'L', format: 'gnu', contentBytes: 2 ** 30 }), /LIMIT_EXCEEDED/],
    [
      'too many entries',
      Buffer.concat([good, good, good, tarEnd]),
      /LIMIT_EXCEEDED.*more than 2/,
      { entries: 2 },
    ],
    [
      'sparse spans that overlap',
      withPax(['GNU.sparse.map', '0,4,3,3'], ['GNU.sparse.numblocks', '2'], ['GNU.sparse.size', '9']),
      /order/,
    ],
    [
      'sparse spans past the end',
      withPax(['GNU.sparse.map', '9,7'], ['GNU.sparse.numblocks', '1'], ['GNU.sparse.size', '9']),
      /fit/,
    ],
    [
      'sparse spans that leave data over',
      withPax(['GNU.sparse.map', '0,6'], ['GNU.sparse.numblocks', '1'], ['GNU.sparse.size', '9']),
      /fit/,
    ],
    [
      'fewer sparse spans than announced',
      withPax(['GNU.sparse.map', '0,7'], ['GNU.sparse.numblocks', '2'], ['GNU.sparse.size', '9']),
      /sparse/,
    ],
    [
      'a sparse map that never ends',
      Buffer.concat([
        paxHeader([
          ['GNU.sparse.major', '1'],
          ['GNU.sparse.minor', '0'],
        ]),
        tarEntry({ content: `99999\n${'0\n'.repeat(4000)}` }),
      ]),
      /LIMIT_EXCEEDED/,
      { metadataBytes: 4096 },
    ],
    [
      'a sparse map that is no list of numbers',
      Buffer.concat([
        paxHeader([
          ['GNU.sparse.major', '1'],
          ['GNU.sparse.minor', '0'],
        ]),
        tarEntry({ content: 'x'.repeat(512) }),
      ]),
      /sparse map/,
    ],
    [
      'an old sparse map that never ends',
      Buffer.concat([
        tarEntry({
          flag: 'S',
          format: 'gnu',
          patch: (block) => {
            block[482] = 1;
          },
        }),
        Buffer.alloc(1 << 13, 1),
      ]),
      /LIMIT_EXCEEDED/,
      { metadataBytes: 4096 },
    ],
  ];
  for (const [name, tar, message, limits] of failures) {
    it(name, () => {
      for (const chunkBytes of [7, 512, Number.POSITIVE_INFINITY]) {
        const error = failureOf(() => readTar(tar, chunkBytes, limits));
        expect(`${error.code} ${error.message}`).toMatch(message);
        expect(['LAYER_CORRUPT', 'LIMIT_EXCEEDED']).toContain(error.code);
      }
    });
  }

  it('accepts an archive without its end where a digest vouches for it', () => {
    expect(readTar(good, 7, { trailer: 'optional' })).toHaveLength(1);
    expect(readTar(Buffer.alloc(0), 7, { trailer: 'optional' })).toEqual([]);
    expect(readTar(good.subarray(0, 519), 7, { trailer: 'optional' })).toHaveLength(1);
  });
});

function failureOf(act: () => unknown): ImgscanError {
  try {
    act();
  } catch (error) {
    if (error instanceof ImgscanError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

const everything = Buffer.concat([...rows.slice(0, -1).flatMap(({ parts }) => parts), tarEnd]);

describe('properties', () => {
  it('how the stream is cut changes nothing', () => {
    const whole = readTar(everything);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (chunkBytes) => {
        expect(readTar(everything, chunkBytes)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('entries and the rest add up to the stream', () => {
    const end = readTar(everything).reduce((sum, entry) => sum + entry.tarBytes, 0);
    expect(end).toBe(everything.length - tarEnd.length);
  });

  it('damaged input ends, in entries or in an ImgscanError', () => {
    const place = fc.tuple(fc.nat(everything.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 8 }),
        fc.nat(everything.length),
        (places, length) => {
          const tar = Buffer.from(everything.subarray(0, length));
          for (const [at, byte] of places) if (at < length) tar[at] = byte;
          try {
            readTar(tar, 511, undefined, 1 << 22);
          } catch (error) {
            if (!(error instanceof Error && error.message === 'enough'))
              expect(error).toBeInstanceOf(ImgscanError);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('reads what tar-stream writes as tar-stream does', async () => {
    const name = fc.stringMatching(/^[a-zäß/.0-9-]{1,160}$/).filter((text) => !text.endsWith('/'));
    const file = fc.record({
      name,
      content: fc.uint8Array({ maxLength: 1500 }),
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.nat(3_000_000_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 6 }), async (files) => {
        const archive = pack();
        for (const { content, ...header } of files)
          archive.entry({ ...header, mtime: new Date(0) }, Buffer.from(content));
        archive.finalize();
        const chunks: Buffer[] = [];
        for await (const chunk of archive) chunks.push(Buffer.from(chunk as Buffer));
        const tar = Buffer.concat(chunks);
        const expected: unknown[] = [];
        const oracle = extract();
        oracle.end(tar);
        for await (const entry of oracle) {
          const parts: Buffer[] = [];
          for await (const part of entry) parts.push(Buffer.from(part as Buffer));
          const { name: entryName, mode, uid } = entry.header;
          expected.push({ name: entryName, mode, uid, sha256: sha256(Buffer.concat(parts)) });
        }
        const entries = readTar(tar, 321).map((entry) => ({
          name: entry.name,
          mode: entry.mode,
          uid: entry.uid,
          sha256: entry.sha256,
        }));
        expect(entries).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });
});
