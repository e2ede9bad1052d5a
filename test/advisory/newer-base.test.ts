import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../src/advisory/catalog.ts';
import { newerBase } from '../../src/advisory/newer-base.ts';
import type { OperatingSystem } from '../../src/model/footprint.ts';

const catalog = await loadCatalog();
const debian: OperatingSystem = { id: 'debian', versionId: '12', codename: 'bookworm', idLike: [] };
const alpine: OperatingSystem = { id: 'alpine', versionId: '3.19.1', idLike: [] };

describe('the newest release of a base', () => {
  const rows: readonly [string, OperatingSystem | undefined, string | undefined][] = [
    ['debian:12', debian, 'debian:13'],
    ['debian:12-slim', debian, 'debian:13-slim'],
    ['debian:bookworm-slim', debian, 'debian:13-slim'],
    ['debian', debian, 'debian:13'],
    ['localhost/debian:bookworm', debian, 'debian:13'],
    ['docker.io/library/debian:12@sha256:aa', debian, 'docker.io/library/debian:13'],
    [
      'mirror.example.com:5000/library/node:20-alpine',
      alpine,
      'mirror.example.com:5000/library/node:24-alpine',
    ],
    ['alpine:3.19', alpine, 'alpine:3.23'],
    ['alpine:latest', alpine, 'alpine:3.23'],
    ['node:20.1.0-bookworm-slim', debian, 'node:24-bookworm-slim'],
    ['gcr.io/distroless/java17-debian12:nonroot', debian, 'gcr.io/distroless/java21-debian13:nonroot'],
    ['registry.access.redhat.com/ubi8/ubi', undefined, 'registry.access.redhat.com/ubi9/ubi'],
    ['debian:13', { ...debian, versionId: '13' }, undefined],
    ['node:latest', debian, undefined],
    ['team/debian:12', debian, undefined],
    ['debian:(a+)+$', { ...debian, codename: '(a+)+$' }, 'debian:13'],
  ];
  it.each(rows)('%s', (name, os, newer) => {
    expect(newerBase({ name }, os, catalog)).toBe(newer);
  });
  it('is not known of a base without a name', () => {
    expect(newerBase({}, debian, catalog)).toBeUndefined();
  });
});
