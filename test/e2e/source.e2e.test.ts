/** Sources against what buildah, podman, skopeo and umoci write and say of the same images. */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decompress } from '../../src/layer/decompress.ts';
import type { Image } from '../../src/model/image.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { archiveSource } from '../../src/source/archive-source.ts';
import { dockerArchiveSource } from '../../src/source/docker-archive.ts';
import { dockerDaemonSource } from '../../src/source/docker-daemon.ts';
import { ociArchiveSource } from '../../src/source/oci-archive.ts';
import { ociLayoutSource } from '../../src/source/oci-layout.ts';
import { openImages } from '../../src/source/open.ts';
import { rootfsSource } from '../../src/source/rootfs.ts';
import type { Source, SourceOptions } from '../../src/source/source.ts';
import { tool } from './support/tool.ts';

const sources: readonly Source[] = [
  archiveSource,
  dockerArchiveSource,
  ociArchiveSource,
  ociLayoutSource,
  rootfsSource,
];

let work: string;
let stopDaemon: () => Promise<void> = async () => {};

const run = (program: string, ...args: string[]) => tool(program, args, { cwd: work });

/** Storage of the test's own, so that the machine's images stay as they are. */
const storage = () => [
  '--root',
  join(work, 'root'),
  '--runroot',
  join(work, 'run'),
  '--storage-driver',
  'vfs',
];
const stored = (name: string) => `containers-storage:[vfs@${join(work, 'root')}+${join(work, 'run')}]${name}`;

async function build(name: string, architecture: string, directory: string): Promise<void> {
  const dockerfile = `FROM scratch\nCOPY ${directory} /\nCOPY second /second\nUSER 1000\nLABEL a=b\nCMD ["/bin/tool"]\n`;
  await writeFile(join(work, 'Dockerfile'), dockerfile);
  const platform = ['--os', 'linux', '--arch', architecture];
  await run(
    'buildah',
    ...storage(),
    'bud',
    '--isolation',
    'chroot',
    '--layers',
    ...platform,
    '-t',
    name,
    work,
  );
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'imgscan-e2e-source-'));
  await mkdir(join(work, 'first/bin'), { recursive: true });
  await mkdir(join(work, 'first/etc'));
  await mkdir(join(work, 'other/bin'), { recursive: true });
  await mkdir(join(work, 'second'));
  await writeFile(join(work, 'first/etc/os-release'), 'ID=test\n');
  await writeFile(join(work, 'first/bin/tool'), Buffer.alloc(3_000_000, 'tool'), { mode: 0o4755 });
  await writeFile(join(work, 'other/bin/tool'), 'for another machine');
  await writeFile(join(work, 'second/file'), 'second layer');
  await run(
    'sh',
    '-c',
    `ln first/bin/tool first/bin/link; ln -s /etc/os-release first/etc/soft; mkfifo first/pipe;
    mkdir -p first/${'long-directory-name/'.repeat(12)}; echo x > first/${'long-directory-name/'.repeat(12)}file;
    chown 70000:3000000 first/etc/os-release; chmod 000 first/etc/os-release; touch -d 1960-01-01 second/file`,
  );
  await build('localhost/demo/app:1', 'amd64', 'first');
  await build('localhost/demo/app:arm', 'arm64', 'other');
});
afterAll(async () => {
  await stopDaemon();
  await rm(work, { recursive: true, force: true });
});

const options = (more: Partial<SourceOptions> = {}): SourceOptions => ({
  platform: { os: 'linux', architecture: 'amd64' },
  spoolDirectory: work,
  ...more,
});

interface Facts {
  readonly config: Image['config'];
  readonly diffIds: readonly string[];
  /** Digests of the layers as they were read and unpacked. */
  readonly read: readonly string[];
}

async function factsOf(image: Image | undefined): Promise<Facts> {
  const read: string[] = [];
  for (const layer of image?.layers ?? []) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of decompress(layer.open())) chunks.push(Buffer.from(chunk));
    read.push(digestOf(Buffer.concat(chunks)));
  }
  if (image === undefined) throw new Error('no image');
  return { config: image.config, diffIds: image.layers.map((layer) => layer.diffId ?? ''), read };
}

async function expectDemo(target: string, more: Partial<SourceOptions> = {}, from = sources): Promise<Image> {
  const opened = await openImages(target, from, options(more));
  try {
    expect(opened.images).toHaveLength(1);
    expect(opened.warnings).toEqual([]);
    const facts = await factsOf(opened.images[0]);
    const config: { config: { User: string }; rootfs: { diff_ids: string[] } } = JSON.parse(
      await run('skopeo', 'inspect', '--config', '--raw', stored('localhost/demo/app:1')),
    );
    expect(facts.diffIds).toEqual(config.rootfs.diff_ids);
    expect(facts.read).toEqual(config.rootfs.diff_ids);
    expect(facts.config).toMatchObject({ user: config.config.User, cmd: ['/bin/tool'] });
    expect(facts.config.labels).toMatchObject({ a: 'b' });
    const [image] = opened.images;
    if (image === undefined) throw new Error('no image');
    return image;
  } finally {
    await opened.close();
  }
}

describe('one image in every form that real tools write', () => {
  it('skopeo: OCI layout, with the digests that it tells', async () => {
    await run('skopeo', 'copy', '-q', stored('localhost/demo/app:1'), 'oci:layout:v1');
    const told: { Digest: string; Layers: string[] } = JSON.parse(
      await run('skopeo', 'inspect', 'oci:layout:v1'),
    );
    const image = await expectDemo(`oci:${work}/layout:v1`);
    expect(image.digest).toBe(told.Digest);
    expect(image.layers.map((layer) => layer.digest)).toEqual(told.Layers);
    await expectDemo(`${work}/layout`);
  });

  it('skopeo: OCI layout with zstd layers', async () => {
    const compression = ['--dest-compress-format', 'zstd', '--dest-compress'];
    await run('skopeo', 'copy', '-q', ...compression, stored('localhost/demo/app:1'), 'oci:zstd:v1');
    await expectDemo(`oci:${work}/zstd:v1`);
  });

  it('skopeo: oci-archive and docker-archive', async () => {
    await run('skopeo', 'copy', '-q', stored('localhost/demo/app:1'), 'oci-archive:oci.tar:v1');
    await run('skopeo', 'copy', '-q', stored('localhost/demo/app:1'), 'docker-archive:docker.tar:demo/app:1');
    await expectDemo(`oci-archive:${work}/oci.tar:v1`);
    await expectDemo(`docker-archive:${work}/docker.tar:demo/app:1`);
    await expectDemo(`${work}/oci.tar`);
    await expectDemo(`${work}/docker.tar`);
  });

  it('podman save: both formats, compressed, and on standard input', async () => {
    const save = ['save', '-q', 'localhost/demo/app:1'];
    await run('podman', ...storage(), ...save, '-o', 'podman-docker.tar');
    await run('podman', ...storage(), ...save, '--format', 'oci-archive', '-o', 'podman-oci.tar');
    await run('sh', '-c', 'gzip -k podman-docker.tar && zstd -q podman-oci.tar');
    for (const file of [
      'podman-docker.tar',
      'podman-oci.tar',
      'podman-docker.tar.gz',
      'podman-oci.tar.zst',
    ]) {
      await expectDemo(join(work, file));
      await expectDemo('-', { stdin: createReadStream(join(work, file)) });
    }
  });

  it('podman save: several images in one archive', async () => {
    const names = ['localhost/demo/app:1', 'localhost/demo/app:arm'];
    await run('podman', ...storage(), 'save', '-q', '-m', '-o', 'several.tar', ...names);
    await expectDemo(`docker-archive:${work}/several.tar:localhost/demo/app:1`);
    const attempt = openImages(`${work}/several.tar`, sources, options());
    await expect(attempt).rejects.toMatchObject({ code: 'USAGE', message: /localhost\/demo\/app:arm/ });
  });

  it('podman: its Docker-compatible service', async () => {
    const socket = join(work, 'podman.sock');
    const service = spawn('podman', [...storage(), 'system', 'service', '--time', '0', `unix://${socket}`]);
    const ended = new Promise((done) => service.once('exit', done));
    stopDaemon = async () => {
      service.kill();
      await ended;
    };
    for (let tries = 0; tries < 100; tries += 1) {
      if (
        await access(socket).then(
          () => true,
          () => false,
        )
      )
        break;
      await sleep(50);
    }
    const daemon = [dockerDaemonSource({ DOCKER_HOST: `unix://${socket}` })];
    const image = await expectDemo('docker-daemon:localhost/demo/app:1', {}, daemon);
    expect(image.reference).toMatchObject({ registry: 'localhost', repository: 'demo/app', tag: '1' });
    const id = (
      await run('podman', ...storage(), 'image', 'inspect', '--format', '{{.Id}}', 'demo/app:1')
    ).trim();
    await expectDemo(`docker-daemon:${id.slice(0, 12)}`, {}, daemon);
    const attempt = openImages('docker-daemon:nothing:1', daemon, options());
    await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('podman save, served over TLS to who has a certificate', async () => {
    await run('podman', ...storage(), 'save', '-q', '-o', 'tls.tar', 'localhost/demo/app:1');
    await run(
      'sh',
      '-c',
      `mkdir certs && cd certs
      openssl req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 1 -subj /CN=ca
      for name in server client; do
        openssl req -newkey rsa:2048 -nodes -keyout $name-key.pem -out $name.csr -subj /CN=$name
        echo subjectAltName=IP:127.0.0.1 >san
        openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -out $name.pem -days 1 -extfile san
      done
      cp client.pem cert.pem; cp client-key.pem key.pem`,
    );
    const [ca, cert, key, archive] = await Promise.all(
      ['certs/ca.pem', 'certs/server.pem', 'certs/server-key.pem', 'tls.tar'].map((file) =>
        readFile(join(work, file)),
      ),
    );
    const server = createServer(
      { ca, cert, key, requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        const inspected = JSON.stringify({ Id: 'sha256:0', RepoTags: [] });
        response.end(request.url?.endsWith('/get') ? archive : inspected);
      },
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const env = {
        DOCKER_HOST: `tcp://127.0.0.1:${port}`,
        DOCKER_TLS_VERIFY: '1',
        DOCKER_CERT_PATH: `${work}/certs`,
      };
      await expectDemo('docker-daemon:demo/app:1', {}, [dockerDaemonSource(env)]);
      const withoutTls = dockerDaemonSource({ DOCKER_HOST: env.DOCKER_HOST });
      const attempt = openImages('docker-daemon:demo/app:1', [withoutTls], options());
      await expect(attempt).rejects.toMatchObject({ code: 'NETWORK' });
      await run(
        'sh',
        '-c',
        'cd certs && openssl req -x509 -newkey rsa:2048 -nodes -keyout x.pem -out ca.pem -days 1 -subj /CN=x',
      );
      const untrusted = openImages('docker-daemon:demo/app:1', [dockerDaemonSource(env)], options());
      await expect(untrusted).rejects.toMatchObject({ code: 'NETWORK' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('buildah: a layout with an index of two platforms', async () => {
    await run('buildah', ...storage(), 'manifest', 'create', 'both');
    for (const tag of ['1', 'arm']) {
      await run('buildah', ...storage(), 'manifest', 'add', 'both', stored(`localhost/demo/app:${tag}`));
    }
    await run('buildah', ...storage(), 'manifest', 'push', '--all', 'both', 'oci:both:v1');
    for (const [platform, architectures] of [
      [{ os: 'linux', architecture: 'arm64' }, ['arm64']],
      [{ os: 'linux', architecture: 'amd64' }, ['amd64']],
      ['all', ['amd64', 'arm64']],
    ] as const) {
      const opened = await openImages(`${work}/both`, sources, options({ platform }));
      expect(opened.images.map((image) => image.platform.architecture).sort()).toEqual(architectures);
      for (const image of opened.images) {
        const { read, diffIds } = await factsOf(image);
        expect(read).toEqual(diffIds);
        const override = ['--override-arch', image.platform.architecture];
        const told: { Digest: string; Layers: string[] } = JSON.parse(
          await run('skopeo', 'inspect', ...override, 'oci:both:v1'),
        );
        expect(image.layers.map((layer) => layer.digest)).toEqual(told.Layers);
      }
      await opened.close();
    }
  });
});

describe('a directory', () => {
  /** `MODE OWNER/GROUP SIZE DATE TIME NAME [LINK]` of each entry, as GNU tar tells them. */
  async function listing(archive: string): Promise<string[]> {
    const lines = await run('tar', '--numeric-owner', '--full-time', '-tvf', archive);
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/\s+/g, ' '))
      .sort();
  }

  it('that umoci unpacked reads as GNU tar packs it', async () => {
    await run('umoci', 'unpack', '--image', 'layout:v1', 'bundle');
    const { images, warnings, close } = await openImages(`rootfs:${work}/bundle/rootfs`, sources, options());
    const [layer] = images[0]?.layers ?? [];
    await pipeline(layer?.open() ?? [], createWriteStream(join(work, 'ours.tar')));
    await close();
    expect(warnings).toEqual([]);
    await run('tar', '--sort=name', '--format=posix', '-C', 'bundle/rootfs', '-cf', 'gnu.tar', '.');
    const clean = (lines: string[]) =>
      lines
        // GNU tar starts names with ./ and tells fractions of seconds; which name of a hard link is first is open.
        .map((line) =>
          line
            .replace(/ \.\//g, ' ')
            .replace(/(:\d\d)\.\d+/, '$1')
            .replace(/ link to \.\//, ' link to '),
        )
        .sort();
    const [ours, gnu] = [clean(await listing('ours.tar')), clean(await listing('gnu.tar'))];
    expect(ours.length).toBeGreaterThan(15);
    expect(ours).toEqual(gnu);
    // And the content survives.
    await mkdir(join(work, 'again'));
    await run('tar', '-xf', 'ours.tar', '-C', 'again');
    await run(
      'sh',
      '-c',
      'rm -f bundle/rootfs/pipe again/pipe; diff -r --no-dereference bundle/rootfs again',
    );
  });
});

describe('a spool directory that is full', () => {
  it('is named, and nothing is left in it', async () => {
    const small = join(work, 'small');
    await mkdir(small);
    await run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small);
    try {
      await run(
        'skopeo',
        'copy',
        '-q',
        stored('localhost/demo/app:1'),
        'docker-archive:spooled.tar:demo/app:1',
      );
      const stdin = createReadStream(join(work, 'spooled.tar'));
      const attempt = openImages('-', sources, options({ spoolDirectory: small, stdin }));
      const message = new RegExp(`^stdin: no space left in ${small} after [0-9]+ bytes$`);
      await expect(attempt).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', message });
      expect(await readdir(small)).toEqual([]);
    } finally {
      await run('umount', small);
    }
  });
});
