/** What the user types, and which source it goes to. */
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locate, openImages } from '../../src/source/open.ts';
import type { Source } from '../../src/source/source.ts';
import { makeTar } from '../support/layer.ts';
import { optionsIn, scratch, writeFiles } from './fixture.ts';

const schemes = [
  'archive',
  'docker-archive',
  'docker-daemon',
  'oci-archive',
  'oci-layout',
  'registry',
  'rootfs',
];
const sources: readonly Source[] = schemes.map((scheme) => ({
  scheme,
  open: async (target) => ({
    images: [],
    warnings: [{ code: 'ENTRY_INVALID', message: `${scheme} ${target}` }],
    close: async () => {},
  }),
}));

describe('without the file system', () => {
  it.each([
    ['nginx', 'registry', 'nginx'],
    ['nginx:latest', 'registry', 'nginx:latest'],
    ['ghcr.io/a/b@sha256:00', 'registry', 'ghcr.io/a/b@sha256:00'],
    ['localhost:5000/a', 'registry', 'localhost:5000/a'],
    ['docker://nginx:1', 'registry', 'nginx:1'],
    ['docker:27', 'registry', 'docker:27'],
    ['registry:2', 'registry', 'registry:2'],
    ['archive:1', 'registry', 'archive:1'],
    ['-', 'archive', '-'],
    ['docker-archive:-', 'docker-archive', '-'],
    ['oci:some/dir:tag', 'oci-layout', 'some/dir:tag'],
    ['oci-layout:/dir', 'oci-layout', '/dir'],
    ['oci-archive:file.tar:1', 'oci-archive', 'file.tar:1'],
    ['docker-daemon:nginx:1', 'docker-daemon', 'nginx:1'],
    ['rootfs:/', 'rootfs', '/'],
  ])('%s', async (target, scheme, rest) => {
    expect(await locate(target, schemes)).toEqual({ scheme, rest });
    const opened = await openImages(target, sources, optionsIn('/nonexistent'));
    expect(opened.warnings[0]?.message).toBe(`${scheme} ${rest}`);
  });

  it.each(['dir:/some/where', 'sif:./image.sif', 'containers-storage://x'])(
    '%s has no source',
    async (target) => {
      await expect(locate(target, schemes)).rejects.toMatchObject({
        code: 'USAGE',
        message:
          /expected one of docker-archive:, docker-daemon:, docker:\/\/, oci-archive:, oci-layout:, rootfs:$/,
      });
    },
  );

  it('needs a source for the scheme it has found', async () => {
    await expect(openImages('nginx', [], optionsIn('/nonexistent'))).rejects.toMatchObject({ code: 'USAGE' });
    await expect(locate('', schemes)).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('paths that exist', () => {
  let directory: { readonly path: string; remove(): Promise<void> };
  const before = process.cwd();
  beforeAll(async () => {
    directory = await scratch();
    const tar = await makeTar({ a: 'x' });
    await writeFiles(directory.path, {
      'image.tar': tar,
      'odd:1.tar': tar,
      'image.tgz': Buffer.from('1f8b08', 'hex'),
      'notes.txt': Buffer.from('hello'),
      'layout/oci-layout': Buffer.from('{}'),
      'nginx/index.html': Buffer.from('x'),
      'debian/etc/os-release': Buffer.from('ID=debian'),
      'sub/debian/etc/os-release': Buffer.from('ID=debian'),
      'sub/busybox/bin/sh': Buffer.from('x'),
      'sub/busybox/usr/x': Buffer.from('x'),
      'sub/plain/x': Buffer.from('x'),
    });
    await symlink('sub/debian', join(directory.path, 'linked'));
    process.chdir(directory.path);
  });
  afterAll(async () => {
    process.chdir(before);
    await directory.remove();
  });

  it.each([
    ['image.tar', 'archive'],
    ['./image.tar', 'archive'],
    ['./image.tar:demo:1', 'archive'],
    ['image.tgz', 'archive'],
    ['odd:1.tar', 'archive'],
    ['image.tar:1', 'registry'],
    ['notes.txt', 'registry'],
    ['layout', 'oci-layout'],
    ['./layout@0', 'oci-layout'],
    ['nginx', 'registry'],
    ['nginx:latest', 'registry'],
    ['debian', 'registry'],
    ['./debian', 'rootfs'],
    ['./linked', 'rootfs'],
    ['linked', 'registry'],
    ['sub/debian', 'rootfs'],
    ['sub/busybox', 'rootfs'],
    ['sub/plain', 'registry'],
    ['../nowhere/../x/y', undefined],
  ])('%s', async (target, scheme) => {
    const located = locate(target, schemes);
    if (scheme === undefined) await expect(located).rejects.toMatchObject({ code: 'NOT_FOUND' });
    else expect(await located).toEqual({ scheme, rest: target });
  });

  it.each([
    ['./nginx', 'USAGE', /expected an OCI layout or a root file system/],
    ['./notes.txt', 'USAGE', /expected an image archive/],
    ['./missing.tar', 'NOT_FOUND', /\.\/missing\.tar: no such file/],
    ['/missing.tar:1', 'NOT_FOUND', /\/missing\.tar: no such file/],
  ] as const)('%s is no image', async (target, code, message) => {
    await expect(locate(target, schemes)).rejects.toMatchObject({ code, message });
  });
});
