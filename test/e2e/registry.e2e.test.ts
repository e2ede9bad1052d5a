/** The client against Docker's registry server, and the in-process registry against skopeo. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { formatPlatform, parsePlatform } from '../../src/oci/platform.ts';
import type { RegistryOptions } from '../../src/registry/client.ts';
import { registrySource } from '../../src/source/registry.ts';
import { failureOf } from '../support/failure.ts';
import { collect, makeImage, makeIndex } from '../support/image.ts';
import { type Authority, type Certificate, createAuthority } from './support/certificates.ts';
import {
  passwordAuth,
  type StartedRegistry,
  startSecureRegistry,
  startTokenServer,
  type TokenServer,
} from './support/secure-registry.ts';
import { tool } from './support/tool.ts';

const user = { username: 'alice', password: 'correct horse', identityToken: 'refresh-me' };
const amd64 = makeImage({ architecture: 'amd64', contents: [randomBytes(3_000_000), 'two'] });
const arm64 = makeImage({ architecture: 'arm64', variant: 'v8' });
const index = makeIndex([
  { ...amd64.descriptor, platform: { os: 'linux', architecture: 'amd64' } },
  { ...arm64.descriptor, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
]);

let folder: string;
let authority: Authority;
let certificate: Certificate;
let local: RunningRegistry;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imgscan-registry-'));
  authority = await createAuthority(folder);
  certificate = await authority.issue('localhost', ['DNS:localhost', 'IP:127.0.0.1']);
  local = await serveImages([
    {
      repository: 'team/app',
      manifests: [
        { mediaType: mediaTypes.ociIndex, bytes: index, tags: ['multi'] },
        { mediaType: mediaTypes.ociManifest, bytes: amd64.manifest, tags: ['latest', 'v1'] },
        { mediaType: mediaTypes.ociManifest, bytes: arm64.manifest },
      ],
      blobs: [amd64, arm64].flatMap(({ config, layers }) => [config, ...layers]),
    },
  ]);
});
afterAll(async () => {
  await local.close();
  await rm(folder, { recursive: true, force: true });
});

/** Digests, platforms and the layers' contents of what a reference opens. */
async function open(reference: string, options: Partial<RegistryOptions> = {}, platform = 'linux/amd64') {
  const source = registrySource({ environment: {}, certificateDirectories: [], ...options });
  const wanted = platform === 'all' ? 'all' : parsePlatform(platform);
  const opened = await source.open(reference, { platform: wanted, spoolDirectory: folder });
  try {
    const images = [];
    for (const image of opened.images) {
      const layers = [];
      for (const layer of image.layers) layers.push(digestOf(await collect(layer.open())));
      images.push({ digest: image.digest, platform: formatPlatform(image.platform), layers });
    }
    return { images, warnings: opened.warnings };
  } finally {
    await opened.close();
  }
}

/** Copies both images and their index from the in-process registry with skopeo. */
const push = (host: string, ...more: readonly string[]) =>
  tool('skopeo', [
    'copy',
    '--all',
    '--src-tls-verify=false',
    `--dest-cert-dir=${join(folder, 'trusted')}`,
    ...more,
    `docker://${local.host}/team/app:multi`,
    `docker://${host}/team/app:multi`,
  ]);

const expected = [
  { digest: amd64.digest, platform: 'linux/amd64', layers: amd64.layers.map(digestOf) },
  { digest: arm64.digest, platform: 'linux/arm64/v8', layers: arm64.layers.map(digestOf) },
];

describe('the in-process registry', () => {
  it('is one that skopeo pulls from and inspects', async () => {
    const layout = join(folder, 'layout');
    await tool('skopeo', [
      'copy',
      '--all',
      '--src-tls-verify=false',
      `docker://${local.host}/team/app:multi`,
      `oci:${layout}:multi`,
    ]);
    const { manifests } = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
    expect(manifests[0].digest).toBe(digestOf(index));
    const inspected = JSON.parse(
      await tool('skopeo', ['inspect', '--tls-verify=false', `docker://${local.host}/team/app:v1`]),
    );
    expect(inspected).toMatchObject({
      Digest: amd64.digest,
      RepoTags: ['latest', 'multi', 'v1'],
      Architecture: 'amd64',
      Layers: amd64.layers.map(digestOf),
    });
  });
});

describe('a registry with TLS and passwords', () => {
  let registry: StartedRegistry;
  let authFile: string;
  beforeAll(async () => {
    await mkdir(join(folder, 'trusted'), { recursive: true });
    await writeFile(join(folder, 'trusted/ca.crt'), await readFile(authority.certFile));
    const auth = await passwordAuth(folder, user.username, user.password);
    registry = await startSecureRegistry({ folder: join(folder, 'password'), certificate, auth: () => auth });
    authFile = join(folder, 'auth.json');
    await tool(
      'skopeo',
      [
        'login',
        '--authfile',
        authFile,
        '--cert-dir',
        join(folder, 'trusted'),
        '-u',
        user.username,
        '--password-stdin',
        registry.host,
      ],
      { input: user.password },
    );
    await push(registry.host, `--authfile=${authFile}`);
  });
  afterAll(() => registry.close());
  const reference = () => `${registry.host}/team/app:multi`;
  const trusting = () => ({ caFile: authority.certFile });

  it('opens with the password given, the same as was pushed', async () => {
    const { images, warnings } = await open(reference(), { ...trusting(), credentials: user }, 'all');
    expect(images).toEqual(expected);
    expect(warnings).toEqual([]);
  });
  it('opens with what skopeo login wrote', async () => {
    const { images } = await open(reference(), {
      ...trusting(),
      environment: { REGISTRY_AUTH_FILE: authFile },
    });
    expect(images).toEqual(expected.slice(0, 1));
  });
  it('opens with a credential helper and a certificate folder', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin, { recursive: true });
    const helper = join(bin, 'docker-credential-test');
    await writeFile(
      helper,
      `#!/bin/sh\nread server\n[ "$server" = "${registry.host}" ] && printf '{"ServerURL":"%s","Username":"${user.username}","Secret":"${user.password}"}' "$server"\n`,
    );
    await chmod(helper, 0o755);
    await writeFile(join(folder, 'config.json'), JSON.stringify({ credsStore: 'test' }));
    const folders = join(folder, 'certs.d');
    await mkdir(join(folders, registry.host), { recursive: true });
    await writeFile(join(folders, registry.host, 'ca.crt'), await readFile(authority.certFile));
    const environment = { DOCKER_CONFIG: folder, PATH: `${bin}:${process.env['PATH']}` };
    const { images } = await open(
      reference(),
      { environment, certificateDirectories: [folders] },
      'linux/arm64',
    );
    expect(images).toEqual(expected.slice(1));
  });
  it('agrees with skopeo on what is there', async () => {
    const raw = await tool('skopeo', [
      'inspect',
      '--raw',
      '--authfile',
      authFile,
      '--cert-dir',
      join(folder, 'trusted'),
      `docker://${reference()}`,
    ]);
    const { manifests } = JSON.parse(raw);
    const { images } = await open(reference(), { ...trusting(), credentials: user }, 'all');
    expect(images.map(({ digest }) => digest)).toEqual(
      manifests.map(({ digest }: { digest: string }) => digest),
    );
  });
  const refusals: readonly (readonly [string, () => Partial<RegistryOptions>, string, string])[] = [
    ['the certificate is not trusted', () => ({ credentials: user }), 'NETWORK', 'TLS certificate'],
    [
      'the password is wrong',
      () => ({ ...trusting(), credentials: { ...user, password: 'wrong' } }),
      'UNAUTHORIZED',
      'asks for credentials',
    ],
    ['there is no password', trusting, 'UNAUTHORIZED', 'asks for credentials'],
  ];
  for (const [name, options, code, words] of refusals) {
    it(`refuses when ${name}`, async () => {
      const error = await failureOf(() => open(reference(), options()));
      expect(error.code).toBe(code);
      expect(error.message).toContain(words);
      expect(`${error.message}${error.hint}`).not.toContain(user.password);
    });
  }
  it('opens insecurely when asked to', async () => {
    const { images } = await open(reference(), { insecure: true, credentials: user });
    expect(images).toEqual(expected.slice(0, 1));
  });
  it('says of a tag and a repository that they are not there', async () => {
    const gone = (name: string) =>
      failureOf(() => open(`${registry.host}/${name}`, { ...trusting(), credentials: user }));
    expect((await gone('team/app:gone')).message).toContain('no such tag');
    expect((await gone('team/none:multi')).code).toBe('NOT_FOUND');
  });
});

describe('a registry with a token server', () => {
  let tokens: TokenServer;
  let registry: StartedRegistry;
  beforeAll(async () => {
    tokens = await startTokenServer(certificate, user);
    registry = await startSecureRegistry({
      folder: join(folder, 'token'),
      certificate,
      auth: () => tokens.auth,
    });
    await push(registry.host, `--dest-creds=${user.username}:${user.password}`);
  });
  afterAll(() => {
    registry.close();
    tokens.close();
  });
  const callsOf = async (options: Partial<RegistryOptions>) => {
    const before = tokens.calls.length;
    const { images } = await open(
      `${registry.host}/team/app:multi`,
      { caFile: authority.certFile, ...options },
      'all',
    );
    expect(images).toEqual(expected);
    return tokens.calls.slice(before);
  };
  it('opens anonymously with one token', async () => {
    expect(await callsOf({})).toEqual(['GET repository:team/app:pull']);
  });
  it('opens with a password', async () => {
    expect(await callsOf({ credentials: user })).toEqual(['GET repository:team/app:pull alice']);
  });
  it('opens with an identity token', async () => {
    const file = join(folder, 'identity.json');
    const entry = { auth: Buffer.from('alice:').toString('base64'), identitytoken: user.identityToken };
    await writeFile(file, JSON.stringify({ auths: { [registry.host]: entry } }));
    expect(await callsOf({ environment: { REGISTRY_AUTH_FILE: file } })).toEqual([
      'POST repository:team/app:pull alice',
    ]);
  });
  it('refuses a wrong password', async () => {
    const options = { caFile: authority.certFile, credentials: { ...user, password: 'wrong' } };
    expect((await failureOf(() => open(`${registry.host}/team/app:multi`, options))).code).toBe(
      'UNAUTHORIZED',
    );
  });
});

describe('a registry that asks for a client certificate', () => {
  let registry: StartedRegistry;
  let client: Certificate;
  beforeAll(async () => {
    client = await authority.issue('client', ['DNS:client']);
    registry = await startSecureRegistry({
      folder: join(folder, 'client'),
      certificate,
      clientAuthority: authority.certFile,
    });
    const shown = join(folder, 'shown');
    await mkdir(shown);
    await writeFile(join(shown, 'ca.crt'), await readFile(authority.certFile));
    await writeFile(join(shown, 'client.cert'), await readFile(client.certFile));
    await writeFile(join(shown, 'client.key'), await readFile(client.keyFile));
    await push(registry.host, `--dest-cert-dir=${shown}`);
  });
  afterAll(() => registry.close());

  it('opens with it', async () => {
    const options = { caFile: authority.certFile, clientCertificate: client };
    expect((await open(`${registry.host}/team/app:multi`, options)).images).toEqual(expected.slice(0, 1));
  });
  it('refuses without it', async () => {
    const error = await failureOf(() =>
      open(`${registry.host}/team/app:multi`, { caFile: authority.certFile }),
    );
    expect(error.code).toBe('NETWORK');
  });
});

describe('a registry whose connections break', () => {
  let registry: StartedRegistry;
  beforeAll(async () => {
    registry = await startSecureRegistry({ folder: join(folder, 'breaking'), certificate });
    await push(registry.host);
  });
  afterAll(() => registry.close());

  it('is read to the end all the same', async () => {
    let cuts = 0;
    const forwarder = createServer((socket) => {
      const upstream = connect(Number(registry.host.split(':')[1]), '127.0.0.1');
      let passedBytes = 0;
      upstream.on('data', (chunk) => {
        passedBytes += chunk.length;
        if (passedBytes < 1_200_000) return socket.write(chunk);
        cuts += 1;
        upstream.destroy();
        return socket.destroySoon();
      });
      socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
      upstream.on('error', () => socket.destroy()).on('close', () => socket.destroySoon());
      socket.pipe(upstream);
    });
    await new Promise<void>((resolve) => forwarder.listen(0, '127.0.0.1', () => resolve()));
    const address = forwarder.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const host = `localhost:${address.port}`;
    expect((await open(`${host}/team/app:multi`, { caFile: authority.certFile })).images).toEqual(
      expected.slice(0, 1),
    );
    expect(cuts).toBe(2);
    forwarder.close();
  });
});

describe('an index that buildah made and pushed', () => {
  let registry: StartedRegistry;
  const names = ['imgscan-e2e-amd64', 'imgscan-e2e-arm64'] as const;
  const list = 'imgscan-e2e-list';
  beforeAll(async () => {
    registry = await startSecureRegistry({ folder: join(folder, 'buildah'), certificate });
    for (const name of names) {
      const container = (await tool('buildah', ['from', 'scratch'])).trim();
      await tool('buildah', [
        'config',
        '--arch',
        name.replace('imgscan-e2e-', ''),
        '--os',
        'linux',
        '--cmd',
        name,
        container,
      ]);
      const file = join(folder, name);
      await writeFile(file, name);
      await tool('buildah', ['copy', container, file, '/file']);
      await tool('buildah', ['commit', '--rm', container, `localhost/${name}`]);
    }
    await tool('buildah', ['manifest', 'create', list, ...names.map((name) => `localhost/${name}`)]);
    await tool('buildah', [
      'manifest',
      'push',
      '--all',
      '--cert-dir',
      join(folder, 'trusted'),
      list,
      `docker://${registry.host}/built:1`,
    ]);
  });
  afterAll(async () => {
    registry.close();
    await tool('buildah', ['manifest', 'rm', list]);
    await tool('buildah', ['rmi', ...names.map((name) => `localhost/${name}`)]);
  });

  it('has the digests and platforms that skopeo sees', async () => {
    const raw = await tool('skopeo', [
      'inspect',
      '--raw',
      '--cert-dir',
      join(folder, 'trusted'),
      `docker://${registry.host}/built:1`,
    ]);
    interface Listed {
      readonly digest: string;
      readonly platform: { readonly os: string; readonly architecture: string };
    }
    const { manifests }: { readonly manifests: readonly Listed[] } = JSON.parse(raw);
    const { images } = await open(`${registry.host}/built:1`, { caFile: authority.certFile }, 'all');
    expect(images.map(({ digest, platform }) => ({ digest, platform }))).toEqual(
      manifests.map(({ digest, platform }) => ({
        digest,
        platform: `${platform.os}/${platform.architecture}`,
      })),
    );
    expect(images).toHaveLength(2);
  });
});
