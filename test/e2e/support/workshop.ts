/** A place to make real images: a Debian root filesystem, a real registry, a builder; all of it gone afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './tool.ts';

export interface Workshop {
  /** Empty at first; tests write below it. */
  readonly directory: string;
  /** `127.0.0.1:PORT` of a real registry, plain HTTP. */
  readonly registry: string;
  /** The Debian root filesystem as a tar; its image is `localhost/imgscan-debian`. */
  readonly rootTar: string;
  /** Builds a Dockerfile with a context of its own, one layer an instruction; returns the local image name. */
  build(name: string, dockerfile: string, context?: Readonly<Record<string, string>>): Promise<string>;
  /** Pushes a local image; returns the reference. */
  push(image: string, reference: string, options?: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

const buildah = (args: readonly string[]): Promise<string> => tool('buildah', args);

const debianImage = 'localhost/imgscan-debian';

/** Debian's smallest root filesystem is made by the first file of a run, in about 20 seconds, and serves the others. */
export async function openWorkshop(): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), 'imgscan-e2e-'));
  const rootTar = await makeRoot();
  const { process: server, host } = await startRegistry(directory);
  return {
    directory,
    registry: host,
    rootTar,
    async build(name, dockerfile, context = {}) {
      const folder = join(directory, `context-${name}`);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'Dockerfile'), dockerfile);
      for (const [file, text] of Object.entries(context)) await writeFile(join(folder, file), text);
      const image = `localhost/imgscan-${name}`;
      await buildah(['bud', '--isolation', 'chroot', '--layers', '--tag', image, folder]);
      return image;
    },
    async push(image, path, options = []) {
      const reference = `${host}/${path}`;
      await tool('skopeo', [
        'copy',
        '--dest-tls-verify=false',
        ...options,
        `containers-storage:${image}`,
        `docker://${reference}`,
      ]);
      return reference;
    },
    async close() {
      server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** By `mmdebstrap`, committed by `buildah`; made again after a day, for Debian goes on. */
async function makeRoot(): Promise<string> {
  const folder = join(tmpdir(), 'imgscan-e2e-root');
  const rootTar = join(folder, 'bookworm.tar');
  const made = await stat(rootTar).catch(() => undefined);
  const isFresh = made !== undefined && Date.now() - made.mtimeMs < 24 * 3_600_000;
  if (isFresh && (await buildah(['images', '--quiet', debianImage]).catch(() => '')) !== '') return rootTar;
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, 'unfinished.tar');
  await tool('mmdebstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', unfinished]);
  const container = (await buildah(['from', 'scratch'])).trim();
  await buildah(['add', container, unfinished, '/']);
  await buildah(['config', '--cmd', '["bash"]', container]);
  await buildah(['commit', '--rm', container, debianImage]);
  await rename(unfinished, rootTar);
  return rootTar;
}

/** Starts the registry server of Debian's package docker-registry on a free port, with its storage below `directory`. */
export async function startRegistry(directory: string): Promise<{ process: ChildProcess; host: string }> {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const configuration = join(directory, 'registry.yml');
  await writeFile(
    configuration,
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${join(directory, 'registry')}}}\nhttp: {addr: '${host}'}\n`,
  );
  await tool('docker-registry', ['--version']);
  const server = spawn('docker-registry', ['serve', configuration], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.ok) return { process: server, host };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  server.kill();
  throw new Error(`docker-registry did not answer on ${host} within 10 seconds`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
