import { describe, expect, it } from 'vitest';
import { matchesImage, matchesPackage } from '../../src/exception/purl-match.ts';
import { makeReport } from '../support/report.ts';

const deb = 'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12';

describe('a purl means a package', () => {
  const rows: readonly [string, string, boolean][] = [
    ['pkg:deb/debian/libssl3', deb, true],
    ['pkg:deb/Debian/LibSSL3', deb, true],
    ['pkg:deb/debian/libssl3@3.0.11-1~deb12u2', deb, true],
    ['pkg:deb/debian/libssl3@3.0.11-1%7Edeb12u2?arch=amd64', deb, true],
    ['pkg:deb/debian/libssl3@3.0.12', deb, false],
    ['pkg:deb/debian/libssl3?arch=arm64', deb, false],
    ['pkg:deb/debian/libssl3?distro=debian-12&epoch=1', deb, false],
    ['pkg:deb/ubuntu/libssl3', deb, false],
    ['pkg:deb/libssl3', deb, false],
    ['pkg:apk/debian/libssl3', deb, false],
    ['pkg:pypi/Ruamel_YAML', 'pkg:pypi/ruamel.yaml@0.18', true],
    ['pkg:npm/@angular/core', 'pkg:npm/%40angular/core@17.0.0', true],
    ['pkg:npm/@angular/core@17.0.0', 'pkg:npm/%40angular/core@17.0.0', true],
    ['pkg:npm/JSONStream', 'pkg:npm/jsonstream@1', false],
    ['pkg:golang/github.com/Foo/bar', 'pkg:golang/github.com/foo/bar@v1', true],
    ['libssl3', deb, false],
    ['pkg:', deb, false],
  ];
  it.each(rows)('%s of %s: %s', (pattern, purl, expected) => {
    expect(matchesPackage(pattern, purl)).toBe(expected);
  });
});

it.each([
  ['pkg:deb/debian/openssl?arch=source', true],
  ['pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=source&distro=debian-12', true],
  ['pkg:deb/debian/openssl@3.0.9?arch=source', false],
  ['pkg:deb/debian/libssl3?arch=source', false],
  ['pkg:deb/debian/openssl', false],
])('%s means what is built from the source package: %s', (pattern, expected) => {
  expect(matchesPackage(pattern, deb, { name: 'openssl', version: '3.0.11-1~deb12u2' })).toBe(expected);
});

it('knows the vendors of rpm distributions, and their epochs', () => {
  const rpm = 'pkg:rpm/rhel/openssl-libs@3.0.7-2.el9?arch=x86_64&distro=rhel-9.4&epoch=1';
  const source = { name: 'openssl', version: '1:3.0.7-2.el9' };
  expect(matchesPackage('pkg:rpm/redhat/openssl@3.0.7-2.el9?arch=src&epoch=1', rpm, source)).toBe(true);
  expect(matchesPackage('pkg:rpm/redhat/openssl-libs?arch=x86_64', rpm, source)).toBe(true);
  expect(matchesPackage('pkg:rpm/suse/openssl-libs', rpm, source)).toBe(false);
});

describe('a purl means an image', () => {
  const digest = `sha256:${'ab'.repeat(32)}` as const;
  const image = {
    ...(makeReport().image ?? expect.fail()),
    reference: 'docker.io/library/nginx:1.27',
    digest,
    platform: 'linux/amd64',
  };
  const rows: readonly [string, boolean][] = [
    ['pkg:oci/nginx', true],
    ['pkg:oci/nginx?tag=1.27', true],
    ['pkg:oci/nginx?tag=1.26', false],
    ['pkg:oci/ginx', false],
    [`pkg:oci/nginx@${digest}?tag=other`, true],
    [`pkg:oci/renamed@sha256%3A${'ab'.repeat(32)}`, true],
    [`pkg:oci/nginx@sha256:${'cd'.repeat(32)}`, false],
    ['pkg:oci/nginx?repository_url=docker.io/library/nginx', true],
    ['pkg:oci/nginx?repository_url=docker.io%2Flibrary', true],
    ['pkg:oci/nginx?repository_url=index.docker.io/library/nginx&arch=amd64', true],
    ['pkg:oci/nginx?repository_url=ghcr.io/library/nginx', false],
    ['pkg:oci/nginx?repository_url=library/nginx', false],
    ['pkg:oci/nginx?arch=arm64', false],
    ['pkg:docker/library/nginx@1.27', true],
    ['pkg:docker/other/nginx@1.27', false],
    ['pkg:generic/nginx', false],
  ];
  it.each(rows)('%s: %s', (pattern, expected) => expect(matchesImage(pattern, image)).toBe(expected));

  it('reads a registry’s port as no tag', () => {
    const local = { ...image, reference: `localhost:5000/team/app@${digest}` };
    expect(matchesImage('pkg:oci/app?repository_url=localhost:5000/team/app', local)).toBe(true);
    expect(matchesImage('pkg:oci/app?tag=5000', local)).toBe(false);
  });
});
