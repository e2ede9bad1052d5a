/** The footprint against what the tools see: umoci's unpacked root filesystem, and dpkg's own word on who owns a file. */
import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogers } from '../../src/cataloger/list.ts';
import { detectors } from '../../src/detector/list.ts';
import { foldFootprint } from '../../src/footprint/fold.ts';
import { resolvePath } from '../../src/footprint/resolve.ts';
import { analyzeLayer } from '../../src/layer/analyze.ts';
import type { Footprint, LiveFile } from '../../src/model/footprint.ts';
import { ociLayoutSource } from '../../src/source/oci-layout.ts';
import { tool } from './support/tool.ts';
import { openWorkshop, type Workshop } from './support/workshop.ts';

/** Every way a later layer can hide what an earlier one shipped. */
const dockerfile = `FROM localhost/imgscan-debian
RUN mkdir -p /t/dir/sub /t/owned /t/gone/deep /t/opaque /t/merged && cd /t \\
 && for i in 1 2 3; do echo $i > dir/sub/$i; echo $i > owned/$i; echo $i > gone/deep/$i; echo $i > opaque/$i; echo $i > merged/$i; done \\
 && echo file > file-to-dir && echo file > dir/file && echo deleted > deleted && ln -s dir link-to-dir && ln -s nowhere dangling \\
 && echo linked > link-a && ln link-a link-b && ln link-a link-c && echo pair > pair-a && ln pair-a pair-b \\
 && mkfifo fifo && cp /bin/true setuid && chmod 4755 setuid && mkdir sticky && chmod 1777 sticky && dd if=/dev/zero of=sparse bs=1 count=1 seek=1000000
RUN cd /t && rm deleted && rm -rf gone && rm -rf opaque && mkdir opaque && echo new > opaque/new && echo four > merged/4 \\
 && chown -R 1000:1000 owned && rm file-to-dir && mkdir file-to-dir && echo inside > file-to-dir/inside \\
 && rm -rf dir && echo now-a-file > dir && rm link-to-dir && mkdir link-to-dir && echo real > link-to-dir/real
RUN cd /t && rm link-a && echo changed > pair-a && ln link-b link-d && chmod 600 merged/1 && touch -d 2001-01-01 merged/2 && echo back > deleted
RUN cd /t && rm -rf owned && mkdir owned && chown 1000 owned && echo last > owned/1 && mv merged renamed && apt-get update && apt-get install -y --no-install-recommends less
RUN rm -rf /var/lib/apt/lists/* /t/opaque
CMD ["/t/setuid"]
`;

let workshop: Workshop;

beforeAll(async () => {
  workshop = await openWorkshop();
});

afterAll(async () => {
  await workshop?.close();
});

describe.each(['docker', 'oci'])('an image in %s format', (format) => {
  let footprint: Footprint;
  let root: string;

  beforeAll(async () => {
    const directory = join(workshop.directory, `footprint-${format}`);
    await mkdir(directory);
    await writeFile(join(directory, 'Dockerfile'), dockerfile);
    const image = `localhost/imgscan-footprint-${format}`;
    const build = ['bud', '--format', format, '--isolation', 'chroot', '--layers', '--tag', image, directory];
    await tool('buildah', build);
    const layout = join(directory, 'layout');
    await tool('skopeo', ['copy', `containers-storage:${image}`, `oci:${layout}:latest`]);
    await tool('umoci', ['unpack', '--image', `${layout}:latest`, join(directory, 'bundle')]);
    await tool('buildah', ['rmi', '--force', image]);
    root = join(directory, 'bundle', 'rootfs');
    footprint = await foldLayout(`${layout}:latest`, directory);
  });

  it('has the files that umoci unpacks', async () => {
    const unpacked = await describeTree(root);
    const live = new Map([...footprint.files].map(([path, file]) => [path, describeFile(file)]));
    // umoci makes the root directory whether the layers have one or not.
    live.delete('');
    expect(live.size).toBeGreaterThan(3000);
    expect(Object.fromEntries(live)).toEqual(Object.fromEntries(unpacked.files));
  });

  it('links what umoci links', async () => {
    const { links } = await describeTree(root);
    const groups = new Map<string, string[]>();
    for (const [path, { entry, content }] of footprint.files) {
      const target = content?.path ?? entry.path;
      if (entry.type !== 'dir') groups.set(target, [...(groups.get(target) ?? []), path]);
    }
    const linked = [...groups.values()].filter((paths) => paths.length > 1);
    expect(linked.map((paths) => paths.sort().join(' ')).sort()).toEqual(links);
    expect(links).toContain('t/link-b t/link-d');
  });

  it('says why the rest is waste', () => {
    const reasons = new Map(
      footprint.wasted.map((file) => [`${file.path} ${file.reason} ${file.hiddenBy}`, file]),
    );
    for (const expected of [
      't/deleted deleted 2',
      't/gone/deep/1 deleted 2',
      't/opaque/1 deleted 2',
      't/owned/1 metadata-only 2',
      't/dir replaced 2',
      't/dir/sub/2 deleted 2',
      't/file-to-dir replaced 2',
      't/link-to-dir replaced 2',
      't/merged/1 metadata-only 3',
      't/merged/3 deleted 4',
      't/opaque/new deleted 5',
    ]) {
      expect([...reasons.keys()]).toContain(expected);
    }
    const { totalBytes, liveBytes, wastedBytes, bill, layers } = footprint;
    expect(liveBytes + wastedBytes).toBe(totalBytes);
    expect(bill.reduce((sum, row) => sum + row.liveBytes, 0)).toBe(liveBytes);
    expect(bill.reduce((sum, row) => sum + row.wastedBytes, 0)).toBe(wastedBytes);
    const lists = bill.find(({ owner, name }) => owner === 'package-cache' && name === 'apt');
    expect(lists?.wastedBytes).toBeGreaterThan(10_000_000);
    expect(layers.every(({ complete }) => complete)).toBe(true);
  });

  it('knows the base, the distribution, the entrypoint and the late package', () => {
    expect(footprint.base).toMatchObject({ layers: 1, evidence: 'history' });
    expect(footprint.os).toMatchObject({ id: 'debian', versionId: '12' });
    expect(footprint.entrypoint).toEqual({ argv: ['/t/setuid'], shellForm: false, program: 't/setuid' });
    const less = footprint.packages.find(({ name }) => name === 'less');
    expect(less).toMatchObject({ layer: 4, inBase: false });
    expect(less?.liveBytes).toBeGreaterThan(100_000);
    expect(footprint.packages.find(({ name }) => name === 'bash')).toMatchObject({ layer: 0, inBase: true });
  });

  it('gives files to the packages that dpkg names', async () => {
    const admin = `--admindir=${join(root, 'var/lib/dpkg')}`;
    const expected = readOwners(await tool('dpkg-query', [admin, '-S', '*']), footprint.files);
    expect(expected.size).toBeGreaterThan(2000);
    const wrong: string[] = [];
    for (const [path, { entry, owner }] of footprint.files) {
      if (entry.type === 'dir' || path.startsWith('var/lib/dpkg/') || owner?.name === 'apt') continue;
      // usr-merge: dpkg's directory, the image's link to one.
      if (entry.type === 'symlink' && !path.includes('/')) continue;
      const names = expected.get(path);
      const isRight = names === undefined ? owner?.name === undefined : names.includes(owner?.name ?? '');
      if (!isRight) wrong.push(`${path}: ${owner?.name} for ${names?.join()}`);
    }
    expect(wrong).toEqual([]);
  });
});

async function foldLayout(target: string, spoolDirectory: string): Promise<Footprint> {
  const platform = { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch };
  const opened = await ociLayoutSource.open(target, { platform, spoolDirectory });
  const [image] = opened.images;
  if (image === undefined) throw new Error(`no image in ${target}`);
  const readings = [];
  for (const layer of image.layers) {
    const { facts, failure } = await analyzeLayer(layer, { catalogers, detectors });
    readings.push({ facts, complete: failure === undefined });
  }
  return foldFootprint({ image, readings, catalog: { bases: [], endOfLife: [] } }).footprint;
}

/** Type, permissions, owner, link target and content in one line. */
function describeFile({ entry, content }: LiveFile): string {
  const { type, mode, uid, gid, link, sha256 } = content ?? entry;
  const what = type === 'symlink' ? (link ?? '') : type === 'file' ? (sha256 ?? 'empty') : '';
  return [type, type === 'symlink' ? '' : mode.toString(8), uid, gid, what].join(' ');
}

function typeOf(stats: Stats): string {
  if (stats.isDirectory()) return 'dir';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isCharacterDevice()) return 'char';
  return stats.isBlockDevice() ? 'block' : 'file';
}

async function describeTree(root: string): Promise<{ files: Map<string, string>; links: string[] }> {
  const files = new Map<string, string>();
  const inodes = new Map<number, string[]>();
  for (const path of await listPaths(root)) {
    const full = join(root, path);
    const stats = await lstat(full);
    const type = typeOf(stats);
    const mode = type === 'symlink' ? '' : (stats.mode & 0o7777).toString(8);
    let what = '';
    if (type === 'symlink') what = await readlink(full);
    if (type === 'file') what = stats.size === 0 ? 'empty' : await hashFile(full);
    files.set(path, [type, mode, stats.uid, stats.gid, what].join(' '));
    if (stats.nlink > 1 && type !== 'dir') inodes.set(stats.ino, [...(inodes.get(stats.ino) ?? []), path]);
  }
  return { files, links: [...inodes.values()].map((paths) => paths.sort().join(' ')).sort() };
}

/** Every path below `root`; readdir's own recursion would follow links out of it. */
async function listPaths(root: string, directory = ''): Promise<string[]> {
  const paths: string[] = [];
  for (const item of await readdir(join(root, directory), { withFileTypes: true })) {
    const path = join(directory, item.name);
    paths.push(path, ...(item.isDirectory() ? await listPaths(root, path) : []));
  }
  return paths;
}

async function hashFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** `bash, base-files: /etc`, one line a path; paths as the image resolves their directory. */
function readOwners(output: string, files: ReadonlyMap<string, LiveFile>): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const [, names, directory = '', name] =
      /^([^:]+(?::\w+)?(?:, [^:]+(?::\w+)?)*): \/(?:(.*)\/)?([^/]+)$/.exec(line) ?? [];
    if (names === undefined || name === undefined || names.startsWith('diversion')) continue;
    const resolved = directory === '' ? '' : (resolvePath(files, directory) ?? directory);
    const packages = names.split(', ').map((one) => one.replace(/:\w+$/, ''));
    owners.set(resolved === '' ? name : `${resolved}/${name}`, packages);
  }
  return owners;
}
