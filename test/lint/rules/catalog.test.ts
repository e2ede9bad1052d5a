import { baseEndOfLife } from '../../../src/lint/rules/base-end-of-life.ts';
import { baseOld } from '../../../src/lint/rules/base-old.ts';
import { baseOversized } from '../../../src/lint/rules/base-oversized.ts';
import { needlessShell } from '../../../src/lint/rules/needless-shell.ts';
import { tooManyLayers } from '../../../src/lint/rules/too-many-layers.ts';
import type { Catalog, CatalogBase } from '../../../src/model/catalog.ts';
import { base } from '../known.ts';
import { testRule } from '../rule-table.ts';

const row = (name: string, changes: Partial<CatalogBase>): CatalogBase => ({
  name,
  family: name.replace(/:.*/, ''),
  variant: 'full',
  libc: 'glibc',
  shell: true,
  packageManager: true,
  compressedBytes: 1,
  tarBytes: 1_000_000_000,
  source: 'https://example.com/',
  ...changes,
});
const eol = (osId: string, versionId: string, day: string) => ({
  osId,
  versionId,
  eol: day,
  source: 'https://example.com/',
});
const catalog: Catalog = {
  bases: [
    row('debian:12', { osId: 'debian', osVersionId: '12', tarBytes: 120_000_000 }),
    row('debian:12-slim', { osId: 'debian', osVersionId: '12', variant: 'slim', tarBytes: 75_000_000 }),
    row('python:3.13-bookworm', { osId: 'debian', osVersionId: '12', runtime: 'python' }),
    row('python:3.13-slim-bookworm', { variant: 'slim', runtime: 'python', tarBytes: 120_000_000 }),
    row('python:3.12-slim-bookworm', { variant: 'slim', runtime: 'python', tarBytes: 110_000_000 }),
    row('python:3.13-alpine', { variant: 'alpine', libc: 'musl', runtime: 'python', tarBytes: 50_000_000 }),
  ],
  endOfLife: [
    eol('debian', '9', '2022-06-30'),
    eol('debian', '10', '2024-06-30'),
    eol('debian', '12', '2028-06-30'),
    eol('ubuntu', '18.04', '2023-05-31'),
    eol('alpine', '3.12', '2022-05-01'),
    eol('centos', '7', '2024-06-30'),
  ],
};
const known = { catalog, today: '2026-11-23' };
const bundled: Catalog = {
  bases: [
    row('python:3.13-bookworm', { runtime: 'python' }),
    row('python:3.13-slim-bookworm', { variant: 'slim', tarBytes: 120_000_000 }),
    row('debian:13-slim', { osId: 'debian', osVersionId: '13' }),
  ],
  endOfLife: [eol('debian', '9', '2022-06-30')],
};
const given = { catalog: bundled, today: '2026-11-23' };

testRule(baseEndOfLife, {
  given,
  ok: {
    'a release that is supported': { dockerfile: 'FROM debian:12\nFROM python:3.13-bookworm\n', ...known },
    'releases that are not in the catalog': {
      dockerfile: 'FROM debian:sid\nFROM ubuntu\nFROM example.com/debian:9\n',
      ...known,
    },
    'an application with a number': { dockerfile: 'FROM nginx:1.9\nFROM redis:7\n', ...known },
    'not known': { dockerfile: 'ARG T\nFROM debian:$T\n', ...known },
    stages: { dockerfile: 'FROM debian:12 AS a\nFROM a\n', ...known },
    'labels of an application': {
      dockerfile: 'FROM example.com/a:1\n',
      ...base({ labels: { 'org.opencontainers.image.version': '9' } }),
      ...known,
    },
    'what another base had': {
      dockerfile: 'FROM example.com/a:2\n',
      ...base({ labels: { 'org.opencontainers.image.base.name': 'debian:9' } }, { writtenAs: 'a:1' }),
      ...known,
    },
  },
  bad: {
    'what its packages say': {
      dockerfile: 'FROM example.com/a:1\n',
      finds: [{ at: 'example.com/a:1', message: /^`example.com\/a:1` stands on alpine 3.12, which got/ }],
      ...base(
        {},
        {
          advisories: {
            knownFrom: 'scan',
            packageCount: 1,
            osId: 'alpine',
            osVersionId: '3.12.9',
            fixable: [],
            unfixedCount: 0,
            reasons: [],
            feed: { records: 1 },
          },
        },
      ),
      ...known,
    },
    'what its labels say': {
      dockerfile: 'FROM example.com/a:1\n',
      finds: [{ at: 'example.com/a:1', message: /stands on debian 9/ }],
      ...base({ labels: { 'org.opencontainers.image.base.name': 'docker.io/library/debian:9-slim' } }),
      ...known,
    },
    'what the labels of its distribution say': {
      dockerfile: 'FROM example.com/a:1\n',
      finds: ['example.com/a:1'],
      ...base({
        labels: {
          'org.opencontainers.image.ref.name': 'ubuntu',
          'org.opencontainers.image.version': '18.04',
        },
      }),
      ...known,
    },
    'a number': {
      dockerfile: 'FROM debian:9-slim\n',
      finds: [
        { at: 'debian:9-slim', message: /debian 9, which got its last free security updates on 2022-06-30/ },
      ],
      ...known,
    },
    'a number of two parts': { dockerfile: 'FROM ubuntu:18.04\n', finds: ['ubuntu:18.04'], ...known },
    'a number of three parts': {
      dockerfile: 'FROM centos:7.9.2009\nFROM alpine:3.12.4\n',
      finds: ['centos:7.9.2009', 'alpine:3.12.4'],
      ...known,
    },
    'a name': {
      dockerfile: 'FROM docker.io/library/node:14-buster\n',
      finds: ['docker.io/library/node:14-buster'],
      ...known,
    },
    'a suffix': { dockerfile: 'FROM python:3.9-alpine3.12\n', finds: ['python:3.9-alpine3.12'], ...known },
    'a stage that is thrown away': {
      dockerfile: 'FROM debian:9 AS b\nFROM debian:12\nCOPY --from=b /x /x\n',
      finds: [{ at: 'debian:9', severity: 'low' }],
      ...known,
    },
  },
});

testRule(baseOld, {
  given: { ...base({ created: '2020-01-01T00:00:00Z' }), today: '2026-11-23' },
  ok: {
    'a new one': {
      dockerfile: 'FROM a:1\n',
      ...base({ created: '2026-11-01T00:00:00Z' }),
      today: '2026-11-23',
    },
    'a reproducible one': {
      dockerfile: 'FROM a:1\n',
      ...base({ created: '1970-01-01T00:00:00Z' }),
      today: '2026-11-23',
    },
    'no date': { dockerfile: 'FROM a:1\n', ...base(), today: '2026-11-23' },
  },
  bad: {
    'an old one': {
      dockerfile: 'FROM a:1 AS b\n',
      finds: [{ at: 'a:1', message: /built on 2026-01-01, 326 days ago/ }],
      ...base({ created: '2026-01-01T12:00:00Z' }),
      today: '2026-11-24',
    },
  },
});

testRule(baseOversized, {
  given,
  ok: {
    'a small variant': { dockerfile: 'FROM debian:12-slim\n', ...known },
    'a stage that is thrown away': {
      dockerfile: 'FROM python:3.13-bookworm AS b\nFROM debian:12-slim\n',
      ...known,
    },
    'not in the catalog': { dockerfile: 'FROM example.com/a:1\n', ...known },
  },
  bad: {
    'a large variant': {
      dockerfile: 'FROM python:3.13-bookworm\n',
      finds: [
        {
          at: 'python:3.13-bookworm',
          message: /unpacks to 1000 MB, `python:3\.13-slim-bookworm` to 120 MB/,
          savedBytes: 880_000_000,
        },
      ],
      ...known,
    },
    'of the stage below': { dockerfile: 'FROM debian:12 AS b\nFROM b\n', finds: ['debian:12'], ...known },
  },
});

const compiled = 'FROM golang:1.25 AS b\nRUN go build -o /a\nFROM debian:12-slim\nCOPY --from=b /a /a\n';

testRule(needlessShell, {
  given,
  ok: {
    'a step in the stage': { dockerfile: `${compiled}RUN true\nCMD ["/a"]\n`, ...known },
    'a script': { dockerfile: `${compiled}CMD ["/start.sh"]\n`, ...known },
    'a shell': { dockerfile: `${compiled}ENTRYPOINT ["/bin/sh", "-c", "/a"]\n`, ...known },
    'the shell form': { dockerfile: `${compiled}CMD /a\n`, ...known },
    'an interpreter': {
      dockerfile: 'FROM a:1 AS b\nFROM python:3.13-bookworm\nCOPY --from=b /a /a\nCMD ["/a"]\n',
      ...known,
    },
    'nothing copied from a stage': { dockerfile: 'FROM debian:12\nCOPY a /a\nCMD ["/a"]\n', ...known },
  },
  bad: {
    'a program alone': {
      dockerfile: `${compiled}USER 1000\nENTRYPOINT ["/a"]\n`,
      finds: ['debian:12-slim'],
      ...known,
    },
  },
});

testRule(tooManyLayers, {
  ok: {
    fifty: `FROM a:1\n${'COPY a /b\n'.repeat(50)}`,
    'what writes nothing': `FROM a:1\n${'ENV A=b\n'.repeat(100)}`,
    'where only the build is': `FROM a:1 AS b\n${'RUN a\n'.repeat(60)}FROM c:1\n`,
  },
  bad: {
    many: {
      dockerfile: `FROM a:1 AS b\n${'RUN a\n'.repeat(30)}FROM b\n${'COPY a /b\n'.repeat(30)}`,
      finds: [{ at: 'FROM b', message: /60 instructions/ }],
    },
  },
});
