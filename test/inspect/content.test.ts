import { expect, it } from 'vitest';
import { developmentFiles } from '../../src/inspect/development-files.ts';
import { documentation } from '../../src/inspect/documentation.ts';
import { locales } from '../../src/inspect/locales.ts';
import { packageCaches } from '../../src/inspect/package-caches.ts';
import { temporaryFiles } from '../../src/inspect/temporary-files.ts';
import { testData } from '../../src/inspect/test-data.ts';
import { measureTrees } from '../../src/inspect/trees.ts';
import { vcsFolders } from '../../src/inspect/vcs-folders.ts';
import { makeSubject } from '../support/subject.ts';
import { testRule } from './rule-table.ts';

const mb = 1_000_000;

it('measureTrees groups by root and layer, largest first', () => {
  const { footprint } = makeSubject({
    files: {
      'a/x': { bytes: 10 },
      'a/y': { bytes: 5 },
      'a/z': { bytes: 40, layer: 0 },
      'b/x': { bytes: 15 },
      'a/d/': {},
    },
  });
  const trees = measureTrees(footprint, 'tree', (path) => path.split('/')[0]);
  expect(trees.map(({ path, layer, files, tarBytes }) => [path, layer, files, tarBytes])).toEqual([
    ['a', 0, 1, 40],
    ['a', 1, 2, 15],
    ['b', 1, 1, 15],
  ]);
});

testRule(packageCaches, {
  ok: {
    'empty lists and small leftovers': {
      files: {
        'var/lib/apt/lists/partial/': {},
        'var/lib/apt/lists/lock': { bytes: 0 },
        'var/cache/apt/x': { bytes: 100 },
      },
    },
    'directories of that name elsewhere': {
      files: { 'app/var/cache/apt/x': { bytes: mb }, 'home/x': { bytes: mb } },
    },
  },
  bad: [
    {
      name: 'apt lists and caches below home directories',
      subject: {
        history: ['FROM debian:12', 'RUN apt-get update && apt-get install -y pip'],
        files: {
          'var/lib/apt/lists/a': { bytes: 18 * mb },
          'var/lib/apt/lists/b': { bytes: mb },
          'root/.cache/pip/x': { bytes: 3 * mb },
          'home/app/.npm/_cacache/y': { bytes: 2 * mb },
          'go/pkg/mod/cache/z': { bytes: mb },
        },
      },
      finds: [
        {
          severity: 'low',
          savedBytes: 25 * mb,
          location: { layer: 1, instruction: 1 },
          message:
            /\/var\/lib\/apt\/lists, \/root\/\.cache\/pip, \/home\/app\/\.npm and 1 more take up 25 MB/,
          evidence: [
            'cache 19 MB in 2 files',
            'cache 3 MB in 1 file',
            'cache 2 MB in 1 file',
            'cache 1 MB in 1 file',
          ],
        },
      ],
    },
  ],
});

testRule(documentation, {
  ok: {
    'licence texts': {
      files: {
        'usr/share/doc/bash/copyright': { bytes: 9 * mb },
        'usr/share/doc/x/LICENSE.md': { bytes: 9 * mb },
      },
    },
    'little of it': { files: { 'usr/share/man/man1/ls.1.gz': { bytes: 5000 } } },
  },
  bad: [
    {
      name: 'manuals',
      subject: {
        files: { 'usr/share/man/man1/x': { bytes: 2 * mb, layer: 0 }, 'usr/local/man/y': { bytes: mb } },
      },
      finds: [
        { severity: 'info', inBase: true, savedBytes: 2 * mb },
        { inBase: false, savedBytes: mb },
      ],
    },
  ],
});

testRule(locales, {
  ok: { 'time zones': { files: { 'usr/share/zoneinfo/x': { bytes: 9 * mb } } } },
  bad: [
    {
      name: 'translations',
      subject: { files: { 'usr/share/locale/de/LC_MESSAGES/x.mo': { bytes: 2 * mb } } },
      finds: [{ savedBytes: 2 * mb }],
    },
  ],
});

testRule(vcsFolders, {
  ok: { 'an ignore file': { files: { 'app/.gitignore': {}, 'app/.github/x': {} } } },
  bad: [
    {
      name: 'a repository, once, however deep',
      subject: { files: { 'app/.git/HEAD': { bytes: 4 }, 'app/.git/modules/x/.git/y': { bytes: 6 } } },
      finds: [
        {
          severity: 'medium',
          message: /in \/app\/\.git take up 10 B/,
          location: { path: 'app/.git', layer: 1, instruction: 1 },
        },
      ],
    },
  ],
});

testRule(testData, {
  ok: { "the application's own tests": { files: { 'app/tests/x': { bytes: 9 * mb } } } },
  bad: [
    {
      name: 'tests of modules and of the standard library',
      subject: {
        files: {
          'app/node_modules/a/test/x.js': { bytes: mb },
          'usr/lib/python3.11/test/y': { bytes: 2 * mb },
          'usr/share/go-1.19/src/net/testdata/z': { bytes: 3 * mb },
        },
      },
      finds: [
        {
          savedBytes: 6 * mb,
          evidence: ['tests 3 MB in 1 file', 'tests 2 MB in 1 file', 'tests 1 MB in 1 file'],
        },
      ],
    },
  ],
});

testRule(developmentFiles, {
  ok: {
    'shared libraries': {
      files: { 'usr/lib/x/libc.so.6': { bytes: 9 * mb }, 'app/lib/x.a': { bytes: 9 * mb } },
    },
  },
  bad: [
    {
      name: 'headers and static libraries',
      subject: {
        files: { 'usr/include/x.h': { bytes: mb }, 'usr/lib/x86_64-linux-gnu/libc.a': { bytes: 2 * mb } },
      },
      finds: [{ savedBytes: 3 * mb }],
    },
  ],
});

testRule(temporaryFiles, {
  ok: { 'empty logs': { files: { 'var/log/x': { bytes: 0 }, 'tmp/': { mode: 0o1777 } } } },
  bad: [
    {
      name: 'a build log',
      subject: { files: { 'var/log/dpkg.log': { bytes: 200_000 } } },
      finds: [{ severity: 'info', message: /200 kB/ }],
    },
  ],
});
