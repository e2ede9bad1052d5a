import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { detectEngine, engines } from '../../src/proof/detect.ts';
import type { Engine } from '../../src/proof/engine.ts';

const build = {
  dockerfile: '/tmp/p/Dockerfile',
  context: '/tmp/context',
  image: 'localhost/imgscan-proof-x:proof',
  archive: '/tmp/p/image.tar',
};
const start = {
  image: build.image,
  container: 'x',
  entrypoint: ['/app'],
  command: ['; rm -rf /', '$HOME'],
  env: ['A=b c'],
};

const all = [...engines({}), ...engines({ BUILDAH_ISOLATION: 'chroot' }).slice(0, 2)];
const rows = all.map(
  (engine, index) => [index < 4 ? engine.name : `${engine.name} in a chroot`, engine] as const,
);

function lines(engine: Engine, network: boolean): readonly string[] {
  const run = engine.run?.({ ...start, network });
  const commands = [
    ...engine.build({ ...build, network }).slice(0, 1),
    ...(run === undefined ? [] : [run.run]),
  ];
  return commands.map(({ program, args }) => [program, ...args].join(' '));
}

describe('command lines', () => {
  it.each(rows)('%s goes without network unless it is allowed', (_name, engine) => {
    const without = /--network none|--net --|force-network-mode=none/;
    for (const line of lines(engine, false)) expect(line).toMatch(without);
    for (const line of lines(engine, true)) expect(line).not.toMatch(without);
  });

  it.each(rows)('%s takes the words of an image as they are', (_name, engine) => {
    const run = engine.run?.({ ...start, network: false });
    if (run === undefined) return;
    expect(run.run.args).toEqual(expect.arrayContaining(['/app', '; rm -rf /', '$HOME', 'A=b c']));
    expect(['buildah', 'podman', 'docker', 'unshare']).toContain(run.run.program);
    expect(run.clean).toHaveLength(1);
  });

  it.each(rows)('%s asks inside where two programs share a container', (name, engine) => {
    const exec = (network: boolean) => engine.run?.({ ...start, network }).exec?.(['/app', '$(id)']);
    const shared = {
      podman: [true, false],
      docker: [true, false],
      'buildah in a chroot': [true],
      'podman in a chroot': [true, false],
    };
    const can = Object.entries(shared).find(([one]) => one === name)?.[1] ?? [];
    for (const network of [true, false]) {
      expect(exec(network)?.args.slice(-2)).toEqual(can.includes(network) ? ['/app', '$(id)'] : undefined);
    }
  });

  it.each([
    ['docker', 'echo Client >&2; exit 1', undefined],
    ['docker', 'echo 28.2.2', 'docker 28.2.2'],
    ['podman', 'echo podman version 4.3.1', 'podman 4.3.1'],
    ['buildctl', 'exit 1', undefined],
    ['buildctl', 'echo ID PLATFORMS', 'buildkit'],
  ])('%s is there when its %s', async (program, script, label) => {
    const folder = await mkdtemp(join(tmpdir(), 'imgscan-detect-'));
    await writeFile(join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { signal } = new AbortController();
    const found = await detectEngine(undefined, { environment: { PATH: folder }, signal });
    expect(found?.label).toBe(label);
    await rm(folder, { recursive: true });
  });

  it('finds no builder where there is none', async () => {
    const { signal } = new AbortController();
    expect(await detectEngine(undefined, { environment: { PATH: '/nonexistent' }, signal })).toBeUndefined();
  });
});
