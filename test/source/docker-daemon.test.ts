/** The daemon's API played by a server of the test's own, on a socket and on TCP. */
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dockerDaemonSource } from '../../src/source/docker-daemon.ts';
import { findDockerHost } from '../../src/source/docker-host.ts';
import { makeTar } from '../support/layer.ts';
import {
  hexOf,
  json,
  legacyFiles,
  optionsIn,
  readAll,
  scratch,
  type TestImage,
  testImage,
} from './fixture.ts';

let directory: { readonly path: string; remove(): Promise<void> };
let image: TestImage;
let archive: Buffer;
let server: Server;
let requested: string[] = [];
type Reply = { readonly status: number; readonly body: Uint8Array } | 'hang' | 'reset';
let answer: (path: string) => Reply;

const listen = (target: Server, at: string | number) =>
  new Promise<void>((done) =>
    typeof at === 'string' ? target.listen(at, done) : target.listen(at, '127.0.0.1', done),
  );

function createDaemon(): Server {
  return createServer((request, response) => {
    requested.push(request.url ?? '');
    const reply = answer(request.url ?? '');
    if (reply === 'reset') request.socket.destroy();
    else if (reply !== 'hang') response.writeHead(reply.status).end(reply.body);
  });
}

beforeAll(async () => {
  directory = await scratch();
  image = await testImage();
  archive = await makeTar(legacyFiles(image));
  server = createDaemon();
  await listen(server, join(directory.path, 'docker.sock'));
});
beforeEach(() => {
  requested = [];
  answer = (path) =>
    path.endsWith('/json')
      ? {
          status: 200,
          body: json({ Id: `sha256:${hexOf(image.config)}`, RepoTags: ['other:1', 'demo:latest'] }),
        }
      : { status: 200, body: archive };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await directory.remove();
});

const environment = () => ({ DOCKER_HOST: `unix://${directory.path}/docker.sock` });
const open = (target: string, signal?: AbortSignal) =>
  dockerDaemonSource(environment()).open(target, optionsIn(directory.path, { ...(signal && { signal }) }));

describe('docker-daemon:', () => {
  it('reads the export as an archive and leaves no file', async () => {
    const opened = await open('demo:1');
    expect(opened.images[0]).toMatchObject({ name: 'docker-daemon:demo:1', config: { user: '1000' } });
    expect(opened.images[0]?.reference?.repository).toBe('library/demo');
    const stored = await readAll(opened.images[0]?.layers[0]?.open() ?? []);
    expect(stored.equals(image.tars[0] ?? Buffer.alloc(0))).toBe(true);
    expect(await readdir(directory.path)).toEqual(['docker.sock']);
    await opened.close();
    expect(requested).toEqual(['/images/demo:1/json', '/images/demo:1/get']);
  });

  it.each([
    ['demo', 'demo:latest'],
    ['docker.io/library/demo', 'demo:latest'],
    ['ghcr.io/team/demo:2', 'ghcr.io/team/demo:2'],
    ['localhost:5000/demo', 'ID'],
    ['0123456789ab', 'ID'],
  ])('%s is asked for with its tag or as an ID: never every tag', async (target, name) => {
    await (await open(target)).close();
    const expected = name === 'ID' ? `sha256:${hexOf(image.config)}` : name;
    expect(requested).toEqual([`/images/${target}/json`, `/images/${expected}/get`]);
  });

  it.each([
    [
      '404',
      (): Reply => ({ status: 404, body: json({ message: 'No such image' }) }),
      'NOT_FOUND',
      /docker\.sock has no image demo:1/,
    ],
    [
      '500',
      (): Reply => ({ status: 500, body: json({ message: 'disk on fire' }) }),
      'NETWORK',
      /answered 500 for demo:1: disk on fire/,
    ],
    [
      'an error of another kind',
      (): Reply => ({ status: 502, body: Buffer.from('<html>') }),
      'NETWORK',
      /answered 502/,
    ],
    ['a loss of connection', (): Reply => 'reset', 'NETWORK', /docker\.sock/],
    [
      'an answer that is no JSON',
      (): Reply => ({ status: 200, body: Buffer.from('x') }),
      'MANIFEST_INVALID',
      /expected JSON/,
    ],
    [
      'an endless answer',
      (): Reply => ({ status: 200, body: Buffer.alloc(5_000_000, ' ') }),
      'LIMIT_EXCEEDED',
      /4194304/,
    ],
  ] as const)('%s', async (_, reply, code, message) => {
    answer = reply;
    await expect(open('demo:1')).rejects.toMatchObject({ code, message });
  });

  it('an export that is cut off', async () => {
    const whole = answer;
    answer = (path): Reply =>
      path.endsWith('/get') ? { status: 200, body: archive.subarray(0, 3000) } : whole(path);
    await expect(open('demo:1')).rejects.toMatchObject({
      code: 'LAYER_CORRUPT',
      message: /^docker-daemon:demo:1: /,
    });
    expect(await readdir(directory.path)).toEqual(['docker.sock']);
  });

  it('stops at the signal', async () => {
    answer = () => 'hang';
    const controller = new AbortController();
    const attempt = open('demo:1', controller.signal);
    setTimeout(() => controller.abort(), 20);
    await expect(attempt).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it.each(['', 'a b', '../etc', 'x?y=z', 'x#y', '/x', 'x\r\ny'])('takes no name %j', async (target) => {
    await expect(open(target)).rejects.toMatchObject({ code: 'REFERENCE_INVALID' });
    expect(requested).toEqual([]);
  });

  it('speaks to TCP as well', async () => {
    const daemon = createDaemon();
    await listen(daemon, 0);
    const address = daemon.address();
    if (address === null || typeof address === 'string') throw new Error('the daemon has no port');
    const source = dockerDaemonSource({ DOCKER_HOST: `tcp://127.0.0.1:${address.port}` });
    const opened = await source.open('demo:1', optionsIn(directory.path));
    expect(opened.images).toHaveLength(1);
    await opened.close();
    daemon.closeAllConnections();
    daemon.close();
  });

  it.each([
    ['no socket', 'unix:///nonexistent/docker.sock', 'NETWORK', /no Docker daemon answers there \(ENOENT\)/],
    ['nobody listening', 'tcp://127.0.0.1:1', 'NETWORK', /ECONNREFUSED/],
    ['ssh', 'ssh://host', 'USAGE', /found ssh:\/\//],
    ['no address', 'localhost', 'USAGE', /DOCKER_HOST: expected unix/],
  ] as const)('%s', async (_, host, code, message) => {
    const attempt = dockerDaemonSource({ DOCKER_HOST: host }).open('demo', optionsIn(directory.path));
    await expect(attempt).rejects.toMatchObject({ code, message });
  });
});

describe('findDockerHost', () => {
  it('finds the socket of a user', async () => {
    const { socketPath } = await findDockerHost({ XDG_RUNTIME_DIR: directory.path });
    // Where the tests run Docker may have its own, which comes first.
    expect(['/var/run/docker.sock', join(directory.path, 'docker.sock')]).toContain(socketPath);
  });

  it('takes the default ports', async () => {
    expect(await findDockerHost({ DOCKER_HOST: 'tcp://build.example' })).toEqual({
      name: 'tcp://build.example:2375',
      origin: 'http://build.example:2375',
    });
  });

  it('needs the certificates for TLS', async () => {
    const env = {
      DOCKER_HOST: 'tcp://build.example:2376',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: directory.path,
    };
    await expect(findDockerHost(env)).rejects.toMatchObject({ code: 'USAGE', message: /ca\.pem/ });
  });
});
