import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemoImage } from '../../src/demo/image.ts';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import { environmentOf, type Home, makeHome, type Outcome } from './harness.ts';

/** The program as it is shipped, in a process of its own: what a terminal, a pipe and a signal do to it. */
let home: Home;
let program: string;
let registry: RunningRegistry;
/** Resolves when a layer is half sent; its other half never comes while `stalls`. */
let halfSent: () => void = () => undefined;
let stalls = true;

beforeAll(async () => {
  home = await makeHome();
  const project = join(import.meta.dirname, '..', '..');
  const distribution = join(home.path, 'program', 'dist');
  await promisify(execFile)(process.execPath, ['build.js', distribution], { cwd: project });
  await symlink(join(project, 'advisories'), join(home.path, 'program', 'advisories'));
  program = join(distribution, 'imgscan.js');
  const image = await makeDemoImage('app');
  const largest = [...image.blobs].sort((a, b) => b.length - a.length)[0] ?? Buffer.alloc(0);
  registry = await serveImages([image], {
    intercept: (request, response) => {
      const manifest = JSON.parse(Buffer.from(image.manifests[0]?.bytes ?? '').toString());
      const layer = manifest.layers.find(({ size }: { size: number }) => size === largest.length);
      if (!stalls || !request.url?.endsWith(layer.digest)) return false;
      response.writeHead(200, { 'content-length': largest.length });
      response.write(largest.subarray(0, largest.length / 2), () => setTimeout(halfSent, 100));
      return true;
    },
  });
}, 60_000);

afterAll(async () => {
  await registry.close();
  await home.remove();
});

function start(args: readonly string[], stdout: 'pipe' | number = 'pipe'): ChildProcess {
  const env = { PATH: process.env['PATH'], ...environmentOf(home.path) };
  return spawn(process.execPath, [program, ...args], { env, stdio: ['pipe', stdout, 'pipe'] });
}

async function outcomeOf(child: ChildProcess): Promise<Outcome & { readonly signal: unknown }> {
  const [stdout, stderr, [exitCode, signal]] = await Promise.all([
    child.stdout === null || child.stdout.destroyed ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    once(child, 'exit'),
  ]);
  return { exitCode, stdout, stderr, signal };
}

/** Resolves when the program reads its standard input: more is written than any pipe holds. */
async function fed(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => child.stdin?.write(Buffer.alloc(4 << 20), () => resolve()));
}

/** What a scan keeps besides facts of whole layers. */
const leftovers = async (): Promise<string[]> =>
  (await home.files()).filter((file) => file.startsWith('cache/') && !file.endsWith('.facts'));

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  const aborted = { exitCode: 130, signal: null, stdout: '', stderr: 'imgscan: aborted\n' };

  async function stop(child: ChildProcess): Promise<void> {
    const outcome = outcomeOf(child);
    const sent = performance.now();
    child.kill(signal);
    expect(await outcome).toEqual(aborted);
    expect(performance.now() - sent).toBeLessThan(1_000);
    expect(await leftovers()).toEqual([]);
  }

  it('in the middle of a layer ends at once, with nothing half done left', async () => {
    stalls = true;
    const half = new Promise<void>((resolve) => {
      halfSent = resolve;
    });
    const child = start([`${registry.host}/app`, '-p', 'linux/amd64', '-f', 'json']);
    await Promise.race([half, once(child, 'exit')]);
    await stop(child);
    // The layers that were whole are kept, the half one is not.
    expect((await home.files()).filter((file) => file.endsWith('.facts')).length).toBeLessThan(4);
  });

  it('while standard input is spooled leaves no spool file', async () => {
    const child = start(['-']);
    await fed(child);
    await stop(child);
  });

  it('while a password is awaited', async () => {
    const child = start([`${registry.host}/app`, '--username', 'me', '--password-stdin']);
    await fed(child);
    await stop(child);
  });
});

describe('standard output', () => {
  const scan = () => [`${registry.host}/app`, '-p', 'linux/amd64', '-f', 'json', '--fail-on', 'high'];

  it('that is closed early ends quietly, and the exit code is still the gate’s', async () => {
    stalls = false;
    const child = start(scan());
    child.stdout?.destroy();
    expect(await outcomeOf(child)).toMatchObject({ exitCode: 1, stderr: '' });
  });

  it('carries a whole report through a slow pipe', async () => {
    stalls = false;
    const child = start(scan());
    child.stdout?.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { stdout, exitCode } = await outcomeOf(child);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
  });

  it.skipIf(!existsSync('/dev/full'))('on a full disk is said, and is no met gate', async () => {
    stalls = false;
    const outcome = await outcomeOf(start(scan(), openSync('/dev/full', 'w')));
    expect(outcome).toMatchObject({ exitCode: 2 });
    expect(outcome.stderr).toMatch(/^imgscan: cannot write to standard output: ENOSPC.*\n$/);
  });
});
