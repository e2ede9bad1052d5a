import { endOfLife } from '../../src/inspect/end-of-life.ts';
import { latestTag } from '../../src/inspect/latest-tag.ts';
import { oldImage } from '../../src/inspect/old-image.ts';
import { unpinnedBase } from '../../src/inspect/unpinned-base.ts';
import { testRule } from './rule-table.ts';

const catalog = {
  endOfLife: [
    { osId: 'debian', versionId: '1', eol: '1997-01-01', source: 'test' },
    { osId: 'debian', versionId: '12', eol: '2026-06-30', source: 'test' },
    { osId: 'alpine', versionId: '3.2', eol: '2017-05-01', source: 'test' },
    { osId: 'alpine', versionId: '3.20', eol: '2026-12-01', source: 'test' },
    { osId: 'broken', versionId: '1', eol: 'soon', source: 'test' },
  ],
};
const os = (id: string, versionId: string) => ({ id, versionId, idLike: [] });

testRule(endOfLife, {
  ok: {
    'no os-release': { catalog },
    'a release without a version': { catalog, os: { id: 'debian', idLike: [] } },
    'a release that the catalog does not know': { catalog, os: os('debian', '13') },
    'a release with time to go': { catalog, os: os('alpine', '3.20.1'), today: '2026-01-01' },
    'a date that is none': { catalog, os: os('broken', '1') },
  },
  bad: [
    {
      name: 'a release that has ended',
      subject: { catalog, os: { ...os('debian', '12'), prettyName: 'Debian GNU/Linux 12 (bookworm)' } },
      finds: [
        {
          severity: 'high',
          message: /^Debian GNU\/Linux 12 \(bookworm\) has had no free security updates since 2026-06-30\.$/,
          evidence: ['release debian 12', 'end of life 2026-06-30', 'source test'],
          inBase: true,
        },
      ],
    },
    {
      name: 'a release that ends soon, by major and minor',
      subject: { catalog, os: os('alpine', '3.20.3') },
      finds: [
        {
          severity: 'low',
          title: 'The distribution reaches its end of life soon',
          message: /on 2026-12-01, in 8 days/,
        },
      ],
    },
    {
      name: 'the last day',
      subject: { catalog, os: os('alpine', '3.20'), today: '2026-12-01' },
      finds: [{ severity: 'low', message: /in 0 days/ }],
    },
    {
      name: 'the day after',
      subject: { catalog, os: os('alpine', '3.20'), today: '2026-12-02' },
      finds: [{ severity: 'high' }],
    },
  ],
});

const reference = { registry: 'docker.io', repository: 'library/nginx' };
const digest = `sha256:${'a'.repeat(64)}` as const;

testRule(latestTag, {
  ok: {
    'an image without a reference': {},
    'a version': { reference: { ...reference, tag: '1.27', tagImplied: false } },
    'a digest': { reference: { ...reference, digest, tagImplied: false } },
    'latest with a digest': { reference: { ...reference, tag: 'latest', digest, tagImplied: false } },
  },
  bad: [
    {
      name: 'latest',
      subject: { reference: { ...reference, tag: 'latest', tagImplied: false } },
      finds: [{ severity: 'low', evidence: ['reference docker.io/library/nginx:latest'] }],
    },
    {
      name: 'no tag at all',
      subject: { reference: { ...reference, tag: 'latest', tagImplied: true } },
      finds: [{ message: /No tag was given/, evidence: ['reference docker.io/library/nginx'] }],
    },
  ],
});

const history = [{ createdBy: '/bin/sh', comment: 'FROM debian:12', emptyLayer: false }];

testRule(unpinnedBase, {
  ok: {
    'no base': { baseLayers: 0, base: { name: 'debian:12', evidence: 'label' } },
    'a base by digest': { base: { name: 'debian:12', digest, evidence: 'label' } },
    'a name that nothing in the history says': { base: { name: 'node:22', evidence: 'history' } },
    'a guess from os-release': { base: { name: 'debian:13', evidence: 'os-release' } },
  },
  bad: [
    {
      name: 'a label',
      subject: { base: { name: 'debian:12', evidence: 'label' } },
      finds: [{ severity: 'info', evidence: ['label debian:12'] }],
    },
    {
      name: 'a note of the builder',
      subject: { base: { name: 'debian:12', evidence: 'history' }, config: { history } },
      finds: [{ location: { instruction: 0 } }],
    },
  ],
});

testRule(oldImage, {
  ok: {
    'no date': {},
    'a date that is none': { config: { created: 'yesterday' } },
    'a reproducible build': { config: { created: '1970-01-01T00:00:00Z' } },
    'a recent build': { config: { created: '2026-05-28T00:00:00Z' } },
    'a date in the future': { config: { created: '2030-01-01T00:00:00Z' } },
  },
  bad: [
    {
      name: 'a build of last year',
      subject: { config: { created: '2025-11-23T10:00:00Z' } },
      finds: [{ severity: 'info', message: /built on 2025-11-23, 364 days ago/ }],
    },
  ],
});
