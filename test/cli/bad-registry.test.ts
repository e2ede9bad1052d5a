import { createServer as createTlsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Intercept,
  type RunningRegistry,
  type ServedRepository,
  serveImages,
} from '../../src/demo/registry.ts';
import { mediaTypes } from '../../src/oci/media-type.ts';
import { makeCertificate } from '../support/certificate.ts';
import { describeBytes, jsonBytes, makeImage, makeIndex, serveImage } from '../support/image.ts';
import { makeTar } from '../support/layer.ts';
import { type BadInput, expectRefusal, type Home, makeHome } from './harness.ts';

const password = 'hunter2-correct-horse';
const nothing = `sha256:${'0'.repeat(64)}`;

const rows: readonly BadInput[] = [
  ['unknown host', 'no-such-host.invalid/app', 3, ['cannot find the host no-such-host.invalid:443']],
  ['refused connection', '{closed}/app', 3, ['{closed} refused the connection']],
  ['certificate that nobody signed', '{tls}/app', 3, ['{tls} shows a TLS certificate', '--ca-file']],
  ['certificate that need not be good', '{tls}/app --insecure', 3, ['HTTP 501 from https://{tls}/']],
  ['401 without credentials', '{host}/private', 3, ['{host}/private:latest', 'asks for', '--password-stdin']],
  [
    '401 with wrong credentials',
    '{host}/private --username me --password-stdin',
    3,
    ['asks for credentials', 'the credentials from the command line were refused'],
    `${password}-wrong\n`,
  ],
  ['403', '{host}/forbidden', 3, ['{host}/forbidden:latest', 'refuses access', 'DENIED: not for you']],
  ['404 of a repository', '{host}/nobody/has', 3, ['{host}/nobody/has:latest', 'no such repository']],
  ['404 of a tag', '{host}/app:v9', 3, ['{host}/app:v9', 'no such tag', 'check the tag']],
  ['404 of a digest', `{host}/app@${nothing}`, 3, [nothing, 'no such tag or manifest']],
  ['429 for ever', '{host}/limited', 3, ['{host}/limited:latest', 'limits the rate', 'HTTP 429']],
  ['501', '{host}/broken', 3, ['the registry failed', 'HTTP 501']],
  ['daemon that does not run', 'docker-daemon:app', 3, ['{home}/docker.sock', 'DOCKER_HOST']],
  ['manifest of another digest', '{host}/wrong-manifest@{digest}', 4, ['manifest of {host}/', '{digest}']],
  ['layer of another digest', '{host}/wrong-layer', 4, [/layer sha256:/i, 'digest']],
  ['layer shorter than announced', '{host}/short-layer', 4, [/layer sha256:/i, 'expected', 'bytes']],
  ['manifest that is no JSON', '{host}/html', 4, ['manifest of {host}/html:latest', 'JSON']],
  ['config that is no JSON', '{host}/config', 4, ['config sha256:', '{host}/config:latest', 'JSON']],
  ['config over the limit', '{host}/huge-config', 4, ['config sha256:', '900000000']],
  [
    'index without the platform',
    '{host}/elsewhere -p linux/amd64',
    3,
    ['{host}/elsewhere:latest', 'linux/amd64', 'linux/arm64, linux/s390x', '--platform linux/arm64'],
  ],
  ['Docker schema 1', '{host}/schema1', 4, ['{host}/schema1:latest', 'schema 1']],
  ['Helm chart', '{host}/chart', 4, ['{host}/chart:latest', /helm/i]],
];

let home: Home;
let registry: RunningRegistry;
let tls: Server;
let words: Record<string, string>;
const requests: string[] = [];

beforeAll(async () => {
  home = await makeHome();
  const image = makeImage({ contents: [await makeTar({ 'app/run': 'x'.repeat(20_000) })] });
  const brokenConfig = Buffer.from('{"architecture": "amd64", ');
  const manifestOf = (config: object) => jsonBytes({ ...JSON.parse(image.manifest.toString()), config });
  const otherPlatforms = makeIndex(
    ['s390x', 'arm64'].map((architecture) => ({
      ...makeImage({ architecture }).descriptor,
      platform: { os: 'linux', architecture },
    })),
  );
  registry = await serveImages(
    [
      ...['app', 'private', 'wrong-manifest', 'wrong-layer', 'short-layer'].map((name) =>
        serveImage(image, name),
      ),
      serveAlone('html', Buffer.from('<html>Sign in</html>')),
      serveAlone('elsewhere', otherPlatforms, mediaTypes.ociIndex),
      serveAlone(
        'schema1',
        jsonBytes({ schemaVersion: 1, name: 'a', tag: 'b' }),
        mediaTypes.dockerSchema1Signed,
      ),
      serveAlone('config', manifestOf(describeBytes(brokenConfig, mediaTypes.ociConfig)), undefined, [
        brokenConfig,
      ]),
      serveAlone(
        'huge-config',
        manifestOf({ mediaType: mediaTypes.ociConfig, digest: nothing, size: 900_000_000 }),
      ),
      serveImage(makeImage({ configMediaType: 'application/vnd.cncf.helm.config.v1+json' }), 'chart'),
    ],
    { intercept: faults(image) },
  );
  tls = createTlsServer(makeCertificate('localhost'), (_, response) => response.writeHead(501).end());
  const unused = createServer();
  const [closed, secure] = [await listen(unused), await listen(tls)];
  await new Promise((resolve) => unused.close(resolve));
  words = { host: registry.host, closed, tls: secure, digest: image.digest };
});

afterAll(async () => {
  await registry.close();
  await new Promise((resolve) => tls.close(resolve));
  await home.remove();
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
}

/** A manifest under `latest` as it stands. */
function serveAlone(
  repository: string,
  bytes: Buffer,
  mediaType: string = mediaTypes.ociManifest,
  blobs: readonly Buffer[] = [],
): ServedRepository {
  return { repository, manifests: [{ mediaType, bytes, tags: ['latest'] }], blobs };
}

const damaged = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 1)]);

/** What goes wrong on the way, by repository. */
function faults(image: ReturnType<typeof makeImage>): Intercept {
  const layer = image.layers[0] ?? Buffer.alloc(0);
  const { digest } = describeBytes(layer, '');
  const login = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
  return (request, response) => {
    requests.push(request.url ?? '');
    const [, , repository, kind, name] = request.url?.split('/') ?? [];
    const send = (status: number, headers: Record<string, string>, body: string | Buffer = ''): boolean => {
      response.writeHead(status, headers).end(body);
      return true;
    };
    if (repository === 'private') {
      return (
        request.headers.authorization !== login && send(401, { 'www-authenticate': 'Basic realm="here"' })
      );
    }
    if (repository === 'forbidden')
      return send(403, {}, jsonBytes({ errors: [{ code: 'DENIED', message: 'not for you' }] }));
    if (repository === 'limited') return send(429, { 'retry-after': '0' });
    if (repository === 'broken') return send(501, {}, '<html>');
    if (repository === 'wrong-manifest' && kind === 'manifests')
      return send(200, { 'content-type': mediaTypes.ociManifest }, damaged(image.manifest));
    if (name !== digest) return false;
    if (repository === 'wrong-layer') return send(200, {}, damaged(layer));
    return (
      repository === 'short-layer' &&
      send(200, { 'content-length': `${layer.length - 5}` }, layer.subarray(5))
    );
  };
}

describe('a registry that', () => {
  for (const row of rows) it(row[0], () => expectRefusal(home, row, words));

  it('is asked four times at most where it limits the rate', async () => {
    requests.length = 0;
    await home.imgscan([`${registry.host}/limited`]);
    expect(requests.filter((url) => url.includes('/limited/'))).toHaveLength(4);
  });

  it('lets in who has the password, and nobody ever reads it', async () => {
    const args = [`${registry.host}/private`, '--username', 'me', '--password-stdin', '-f', 'json'];
    const right = await home.imgscan(args, `${password}\n`);
    expect(right).toMatchObject({ exitCode: 0, stderr: '' });
    const wrong = await home.imgscan(args, `${password}-wrong\n`);
    for (const text of [right.stdout, wrong.stderr]) {
      expect(text).not.toContain(password);
      expect(text).not.toContain(Buffer.from(`me:${password}`).toString('base64').slice(0, 20));
    }
  });
});
