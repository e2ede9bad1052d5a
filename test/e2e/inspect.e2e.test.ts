/** Rules about files against what find and getcap see in the same directory, which tar makes into a layer. */

import { createReadStream } from 'node:fs';
import { chmod, chown, copyFile, link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogers } from '../../src/cataloger/list.ts';
import { detectors } from '../../src/detector/list.ts';
import { foldFootprint } from '../../src/footprint/fold.ts';
import { decodeCapabilities } from '../../src/inspect/capabilities.ts';
import { fileCapabilities } from '../../src/inspect/file-capabilities.ts';
import { findPrograms, listPrograms } from '../../src/inspect/find-programs.ts';
import type { ImageRule, ImageSubject } from '../../src/inspect/rule.ts';
import { inspect } from '../../src/inspect/run.ts';
import { setuidFiles } from '../../src/inspect/setuid-files.ts';
import { worldWritable } from '../../src/inspect/world-writable.ts';
import { analyzeLayer } from '../../src/layer/analyze.ts';
import type { Image } from '../../src/model/image.ts';
import { makeSubject } from '../support/subject.ts';
import { tool } from './support/tool.ts';

/** One file of each, named after what it has. */
const modes = [0o755, 0o4755, 0o2755, 0o6755, 0o4711, 0o666, 0o777, 0o4777, 0o644, 0o1755, 0o602];
const directoryModes = [0o755, 0o777, 0o1777, 0o2777, 0o702];
const sets = [
  'cap_net_bind_service=ep',
  'cap_net_raw,cap_net_admin=ep',
  'cap_sys_admin=p',
  'cap_chown=i',
  'cap_perfmon,cap_bpf,cap_checkpoint_restore=ep',
  'all=ep',
];

let directory: string;
let root: string;
let subject: ImageSubject;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgscan-e2e-'));
  root = join(directory, 'root');
  await mkdir(join(root, 'opt'), { recursive: true });
  for (const mode of modes) {
    const path = join(root, `opt/file-${mode.toString(8)}`);
    await writeFile(path, `${mode}`);
    await chown(path, 0, 42);
    await chmod(path, mode);
  }
  await link(join(root, 'opt/file-4777'), join(root, 'opt/another-name'));
  for (const mode of directoryModes) {
    const path = join(root, `opt/directory-${mode.toString(8)}`);
    await mkdir(path);
    await chmod(path, mode);
  }
  for (const [number, set] of sets.entries()) {
    const path = join(root, `opt/capability-${number}`);
    await writeFile(path, set);
    await tool('setcap', [set, path]);
  }
  await copyFile('/bin/bash', join(root, 'opt/not-called-a-shell'));
  await copyFile('/bin/dash', join(root, 'opt/neither'));
  subject = await subjectOf(root);
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function subjectOf(folder: string): Promise<ImageSubject> {
  const tar = join(directory, 'layer.tar');
  await tool('tar', ['-C', folder, '--xattrs', '--xattrs-include=*', '-cf', tar, '.']);
  const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', open: () => createReadStream(tar) };
  const { facts, failure } = await analyzeLayer(layer, { catalogers, detectors });
  expect(failure).toBeUndefined();
  const empty = makeSubject({ baseLayers: 0, history: [] });
  const image: Pick<Image, 'config' | 'layers'> = { config: empty.config, layers: [layer] };
  const { catalog } = empty;
  return {
    ...empty,
    footprint: foldFootprint({ image, readings: [{ facts, complete: true }], catalog }).footprint,
  };
}

function pathsFoundBy(rule: ImageRule): string[] {
  const { findings, warnings } = inspect(subject, [rule]);
  expect(warnings).toEqual([]);
  return findings.flatMap(({ evidence }) => evidence.map(({ location }) => location?.path ?? '')).sort();
}

async function find(...expression: readonly string[]): Promise<string[]> {
  const lines = await tool('find', [root, ...expression, '-printf', '%P\\n']);
  return lines.split('\n').filter(Boolean).sort();
}

describe('rules about files', () => {
  it('setuid-files are those that find sees', async () => {
    const expected = await find('-type', 'f', '-perm', '/6000');
    expect(expected.length).toBeGreaterThan(3);
    expect(pathsFoundBy(setuidFiles)).toEqual(expected);
  });

  it('world-writable are those that find sees', async () => {
    const expected = await find(
      '(',
      '-type',
      'f',
      '-o',
      '-type',
      'd',
      '!',
      '-perm',
      '-1000',
      ')',
      '-perm',
      '-0002',
    );
    expect(expected.length).toBeGreaterThan(4);
    expect(pathsFoundBy(worldWritable)).toEqual(expected);
  });

  it('file-capabilities are those that getcap sees, by the same names', async () => {
    const expected = await Promise.all(
      sets.map((_, number) => capabilities(join(root, `opt/capability-${number}`))),
    );
    const decoded = sets.map((_, number) => {
      const hex = subject.footprint.files.get(`opt/capability-${number}`)?.entry.capability ?? '';
      const found = decodeCapabilities(hex);
      return [...new Set([...(found?.permitted ?? []), ...(found?.inheritable ?? [])])].sort();
    });
    expect(decoded).toEqual(expected);
    expect(pathsFoundBy(fileCapabilities)).toEqual(sets.map((_, number) => `opt/capability-${number}`));
  });

  it('shells are known by their content, whatever they are called', () => {
    expect(
      listPrograms(findPrograms(subject.footprint), 'shell').map(({ path, program }) => `${path} ${program}`),
    ).toEqual(['opt/neither dash', 'opt/not-called-a-shell bash']);
  });
});

/** `getcap` prints `PATH cap_a,cap_b=ep`; `=ep` alone means all that the kernel has. */
async function capabilities(path: string): Promise<string[]> {
  const words = (await tool('getcap', [path])).slice(path.length).trim().split(' ');
  const names = words.flatMap((word) => word.replace(/[=+].*$/, '').split(',')).filter((name) => name !== '');
  if (names.length > 0) return names.sort();
  const last = Number(await tool('cat', ['/proc/sys/kernel/cap_last_cap']));
  const all = await tool('capsh', [`--decode=${((1n << BigInt(last + 1)) - 1n).toString(16)}`]);
  return (all.trim().split('=')[1] ?? '').split(',').sort();
}
