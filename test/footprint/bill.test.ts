import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillRow } from '../../src/model/footprint.ts';
import { dir, empty, file, fold, hardlink, makeFacts, step, symlink, whiteout } from './facts.ts';

/** `owner name@layer files live+wasted`, largest first. */
function show(rows: readonly BillRow[]): string[] {
  return rows.map(({ owner, name, layer, files, liveBytes, wastedBytes }) => {
    return `${owner} ${name ?? '-'}@${layer} ${files} ${liveBytes}+${wastedBytes}`;
  });
}

const history = [
  step('/bin/sh -c #(nop) ADD file:1 in /'),
  step('/bin/sh -c #(nop) CMD ["bash"]', empty),
  step('RUN /bin/sh -c make'),
  step('COPY . /opt # buildkit'),
];

const base = makeFacts(
  [symlink('bin', 'usr/bin'), dir('usr'), dir('usr/bin'), file('usr/bin/bash', 'x'.repeat(5000))],
  {
    packageFiles: [
      {
        path: 'var/lib/dpkg/info/bash.list',
        packages: [],
        owns: [
          { type: 'deb', package: 'bash', files: ['bin/bash', 'usr/share/doc/bash/copyright'] },
          { type: 'deb', package: 'dash', files: ['bin/dash'] },
        ],
      },
    ],
  },
);

/** Path made by RUN above the base, and whose it is. */
const owners: readonly (readonly [path: string, owner: string])[] = [
  ['usr/bin/bash', 'os-package bash'],
  ['usr/share/doc/bash/copyright', 'os-package bash'],
  ['usr/share/doc/bash', 'os-package bash'],
  ['var/lib/dpkg/info/libstdc++6:amd64.md5sums', 'os-package libstdc++6'],
  ['var/lib/dpkg/info/python3.11-minimal.list', 'os-package python3.11-minimal'],
  ['usr/lib/sysimage/rpm/rpmdb.sqlite', 'os-package rpm'],
  ['var/lib/rpmmanifest/container-manifest-2', 'os-package rpm'],
  ['var/lib/pacman/local/gcc-libs-12.2.1-4/desc', 'os-package gcc-libs'],
  ['var/lib/pacman/sync/core.db', 'package-cache pacman'],
  ['var/db/pkg/dev-libs/openssl-3.0.7-r1/SLOT', 'os-package dev-libs/openssl'],
  ['usr/lib/opkg/info/busybox.control', 'os-package busybox'],
  ['usr/lib/opkg/status', 'os-package opkg'],
  ['var/lib/dpkg/status.d/base', 'os-package base'],
  ['var/lib/dpkg/status', 'os-package dpkg'],
  ['lib/apk/db/installed', 'os-package apk-tools'],
  ['var/lib/apt/lists/x_Packages', 'package-cache apt'],
  ['var/cache/apt', 'package-cache apt'],
  ['root/.cache/go-build/ab/c', 'package-cache go'],
  ['go/pkg/mod/cache/download/x', 'package-cache go'],
  ['home/node/.npm/_cacache/index', 'package-cache npm'],
  ['root/.cache/pip/x', 'package-cache pip'],
  ['root/.m2/repository/x.jar', 'package-cache maven'],
  ['usr/lib/node_modules/npm/index.js', 'language-package npm'],
  ['app/node_modules/@a/b/node_modules/c/x.js', 'language-package c'],
  ['app/node_modules/@a/b/x.js', 'language-package @a/b'],
  ['app/node_modules/.bin/x', 'application -'],
  ['usr/lib/python3/dist-packages/six.py', 'language-package six'],
  ['usr/local/lib/python3.12/site-packages/requests-2.31.0.dist-info/RECORD', 'language-package requests'],
  ['usr/local/lib/python3.12/os.py', 'language-package python'],
  ['usr/local/bundle/gems/rack-session-2.0.0/x.rb', 'language-package rack-session'],
  ['go/pkg/mod/github.com/a/b@v1.2.3/x.go', 'language-package github.com/a/b'],
  ['usr/local/cargo/registry/src/index.example.org-6f17/serde-1.0.1/x.rs', 'language-package serde'],
  ['usr/local/go/bin/go', 'language-package go'],
  ['srv/www/index.html', 'application -'],
  ['data/work/file', 'application -'],
  ['data/workshop', 'orphan -'],
  ['etc/ld.so.cache', 'orphan -'],
  ['opt/tool', 'orphan -'],
];

describe('bill', () => {
  for (const [path, owner] of owners) {
    it(`${path} belongs to ${owner}`, () => {
      const footprint = fold([base, makeFacts([file(path)]), makeFacts([])], {
        history,
        workingDir: '/data/work/',
      });
      const found = footprint.files.get(path)?.owner;
      expect(`${found?.kind} ${found?.name ?? '-'}`).toBe(owner);
    });
  }

  it('counts live, wasted and what is beside the entries', () => {
    const made = makeFacts([file('tmp/x', 'x'), file('usr/bin/bash', 'new')]);
    const copied = makeFacts([file('opt/app', 'x'), file('etc/conf', 'y')], {
      whiteouts: [whiteout('tmp/x')],
    });
    expect(show(fold([base, made, copied], { history }).bill)).toEqual([
      'base bash@0 1 0+5632',
      'base -@0 1 2560+0',
      'application -@2 2 2048+512',
      'orphan -@1 1 1024+1024',
      'os-package bash@1 1 1024+0',
      'orphan -@2 0 1024+0',
    ]);
  });

  it('books content whose name is gone to its old name’s owner', () => {
    const linked = makeFacts([hardlink('opt/sh', 'usr/bin/bash')], { whiteouts: [] });
    const gone = makeFacts([], { whiteouts: [whiteout('usr/bin/bash')] });
    const { bill, wastedBytes } = fold([base, linked, gone], { history });
    expect(bill.find(({ name }) => name === 'bash')).toMatchObject({
      liveBytes: 5632,
      wastedBytes: 0,
      layer: 0,
    });
    expect(wastedBytes).toBe(512);
  });

  it('sums to the layers and to the whole, whatever the layers are', () => {
    const path = fc.constantFrom(
      'a',
      'a/b',
      'usr/bin/bash',
      'var/lib/dpkg/status',
      'var/cache/apt/x',
      'node_modules/m/x',
    );
    const layer = fc
      .tuple(
        fc.array(fc.tuple(path, fc.constantFrom('x', 'y'), fc.boolean()), { maxLength: 8 }),
        fc.array(fc.tuple(path, fc.boolean()), { maxLength: 2 }),
      )
      .map(([files, gone]) => {
        const entries = files.map(([name, text, isDir]) => (isDir ? dir(name) : file(name, text)));
        return makeFacts(entries, { whiteouts: gone.map(([name, opaque]) => whiteout(name, opaque)) });
      });
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 4 }), fc.integer({ min: 0, max: 4 }), (layers, steps) => {
        const footprint = fold(layers, { history: history.slice(0, steps) });
        const { bill, totalBytes, liveBytes, wastedBytes, wasted } = footprint;
        expect(liveBytes + wastedBytes).toBe(totalBytes);
        expect(totalBytes).toBe(layers.reduce((sum, { tarBytes }) => sum + tarBytes, 0));
        expect(wasted.reduce((sum, { tarBytes }) => sum + tarBytes, 0)).toBe(wastedBytes);
        for (const { index, tarBytes, ...one } of footprint.layers) {
          const rows = bill.filter((row) => row.layer === index);
          expect(rows.reduce((sum, row) => sum + row.liveBytes, 0)).toBe(one.liveBytes);
          expect(rows.reduce((sum, row) => sum + row.wastedBytes, 0)).toBe(one.wastedBytes);
          expect(one.liveBytes + one.wastedBytes).toBe(tarBytes);
          expect(one.liveBytes).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('has nothing to say of an image without layers', () => {
    const footprint = fold([]);
    expect(footprint).toMatchObject({
      totalBytes: 0,
      liveBytes: 0,
      wastedBytes: 0,
      efficiency: 1,
      compressedBytes: 0,
    });
    expect(footprint.bill).toEqual([]);
  });
});
