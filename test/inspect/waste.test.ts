import { deletedFiles } from '../../src/inspect/deleted-files.ts';
import { duplicateFiles } from '../../src/inspect/duplicate-files.ts';
import { metadataCopies } from '../../src/inspect/metadata-copies.ts';
import { oversizedBase } from '../../src/inspect/oversized-base.ts';
import { replacedFiles } from '../../src/inspect/replaced-files.ts';
import type { CatalogBase } from '../../src/model/catalog.ts';
import { testRule } from './rule-table.ts';

const mb = 1_000_000;
const history = ['FROM debian:12', 'COPY big /big', 'RUN rm /big', 'RUN chown -R app /app'];

testRule(deletedFiles, {
  ok: {
    'other reasons': { wasted: [{ reason: 'replaced' }, { reason: 'whiteout' }] },
    'a few bytes': { wasted: [{ tarBytes: 1000 }] },
  },
  bad: [
    {
      name: 'one problem per pair of layers, with both instructions',
      subject: {
        history,
        wasted: [
          { path: 'big/a', layer: 1, hiddenBy: 2, tarBytes: 60 * mb },
          { path: 'big/b', layer: 1, hiddenBy: 2, tarBytes: mb },
          { path: 'old', layer: 0, hiddenBy: 2, tarBytes: 2 * mb },
        ],
      },
      finds: [
        {
          severity: 'medium',
          savedBytes: 61 * mb,
          location: { layer: 2, instruction: 2 },
          message: /^Layer 2 \(COPY\) ships 2 paths \(61 MB\) that layer 3 \(RUN\) deletes\./,
          evidence: [
            'shipped by COPY big /big',
            'hidden by RUN rm /big',
            'deleted /big/a, 60 MB',
            'deleted /big/b, 1 MB',
          ],
          inBase: false,
        },
        { severity: 'info', savedBytes: 2 * mb, message: /^Layer 1 \(FROM\)/ },
      ],
    },
  ],
});

testRule(replacedFiles, {
  ok: { 'metadata only': { wasted: [{ reason: 'metadata-only' }] } },
  bad: [
    {
      name: 'replaced and repeated files',
      subject: { history, wasted: [{ reason: 'replaced' }, { reason: 'repeated', layer: 1, hiddenBy: 1 }] },
      finds: [{ message: /layer 2 \(COPY\) replaces/ }, { message: /that the same layer replaces/ }],
    },
  ],
});

testRule(metadataCopies, {
  ok: { 'replaced files': { wasted: [{ reason: 'replaced' }] } },
  bad: [
    {
      name: 'chown -R',
      subject: { history, wasted: [{ reason: 'metadata-only', layer: 1, hiddenBy: 3, tarBytes: 80 * mb }] },
      finds: [
        {
          severity: 'medium',
          title: 'Files are shipped again by chown',
          location: { layer: 3, instruction: 3 },
          fix: /COPY --chown/,
        },
      ],
    },
    {
      name: 'a second COPY',
      subject: { wasted: [{ reason: 'metadata-only' }] },
      finds: [{ title: 'Files are shipped again to change their owner, mode or time' }],
    },
  ],
});

testRule(duplicateFiles, {
  ok: {
    'a small set': { duplicates: [{ sha256: 'aa', fileBytes: 10, paths: ['a', 'b'], wastedBytes: 10 }] },
  },
  bad: [
    {
      name: 'a large set',
      subject: {
        files: { a: { layer: 0 }, b: {}, c: {} },
        duplicates: [{ sha256: 'aa', fileBytes: mb, paths: ['a', 'b', 'c'], wastedBytes: 2 * mb }],
      },
      finds: [
        {
          severity: 'info',
          savedBytes: 2 * mb,
          inBase: false,
          message: /^3 copies of the same 1 MB are in the image: \/a, \/b and \/c\.$/,
          location: { path: 'b', layer: 1, instruction: 1 },
          evidence: ['copy /a', 'copy /b', 'copy /c', 'sha256 aa'],
        },
      ],
    },
  ],
});

const entry = (name: string, tarBytes: number, changes: Partial<CatalogBase> = {}): CatalogBase => ({
  name,
  family: 'debian',
  osId: 'debian',
  osVersionId: '12',
  variant: 'full',
  libc: 'glibc',
  shell: true,
  packageManager: true,
  compressedBytes: tarBytes / 2,
  tarBytes,
  source: 'test',
  ...changes,
});
const debian = { id: 'debian', versionId: '12', idLike: [] };
const bases = [
  entry('debian:12', 120 * mb),
  entry('debian:12-slim', 75 * mb, { variant: 'slim' }),
  entry('debian:11-slim', 70 * mb, { variant: 'slim', osVersionId: '11' }),
  entry('node:20-bookworm-slim', 200 * mb, { family: 'node', runtime: 'node', variant: 'slim' }),
  entry('scratch', 0, { variant: 'scratch', libc: 'none', shell: false }),
  entry('node:22-bookworm', 1100 * mb, { family: 'node', runtime: 'node' }),
  entry('node:22-bookworm-slim', 230 * mb, { family: 'node', runtime: 'node', variant: 'slim' }),
  entry('node:22-alpine', 160 * mb, {
    family: 'node',
    runtime: 'node',
    variant: 'alpine',
    libc: 'musl',
    osId: 'alpine',
    osVersionId: '3.22',
  }),
];

testRule(oversizedBase, {
  ok: {
    'no base': { baseLayers: 0, catalog: { bases } },
    'the smallest already': {
      base: { name: 'debian:12-slim', tarBytes: 75 * mb },
      os: debian,
      catalog: { bases },
    },
    'an unknown distribution': {
      base: { tarBytes: 900 * mb },
      os: { id: 'other', idLike: [] },
      catalog: { bases },
    },
    'an empty catalog': { base: { name: 'debian:12', tarBytes: 120 * mb }, os: debian },
  },
  bad: [
    {
      name: 'a full Debian, named',
      subject: {
        base: { name: 'docker.io/library/debian:12', tarBytes: 120 * mb },
        os: debian,
        catalog: { bases },
      },
      finds: [
        {
          savedBytes: 45 * mb,
          message: /^docker\.io\/library\/debian:12 brings 120 MB; debian:12-slim is about 75 MB\./,
          inBase: true,
          fix: /^Build on debian:12-slim, /,
        },
      ],
    },
    {
      name: 'a Debian of another registry, by its release',
      subject: {
        base: { name: 'localhost:5000/debian:bookworm', tarBytes: 180 * mb },
        os: debian,
        catalog: { bases },
      },
      finds: [{ savedBytes: 105 * mb }],
    },
    {
      name: 'a language base: the same libc first',
      subject: { base: { name: 'node:22.5.1', tarBytes: 1100 * mb }, os: debian, catalog: { bases } },
      finds: [{ savedBytes: 870 * mb, fix: /^Build on node:22-bookworm-slim, / }],
    },
  ],
});

testRule(oversizedBase, {
  ok: {},
  bad: [
    {
      name: 'only a musl variant',
      subject: {
        base: { name: 'node:22', tarBytes: 1100 * mb },
        os: debian,
        catalog: { bases: bases.filter(({ libc }) => libc === 'musl') },
      },
      finds: [{ fix: /its libc is musl/ }],
    },
  ],
});
