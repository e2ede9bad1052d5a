import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { createRegistryClient } from '../../src/registry/client.ts';
import { failureOf } from '../support/failure.ts';
import { makeImage, serveImage } from '../support/image.ts';
import { fakeClock } from './fake-clock.ts';

const image = makeImage();
let registry: RunningRegistry;
let proxy: Server;
afterEach(async () => {
  await registry.close();
  proxy.closeAllConnections();
  proxy.close();
});

/** A forward proxy that leads every host to the one registry; it wants its own password. */
async function start(connectStatus = 200) {
  registry = await serveImages([serveImage(image)]);
  const seen: string[] = [];
  const [, port] = registry.host.split(':');
  proxy = createServer(async (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization']}`);
    const { pathname } = new URL(request.url ?? '');
    const upstream = await fetch(`http://${registry.host}${pathname}`);
    response.writeHead(upstream.status, { 'content-type': upstream.headers.get('content-type') ?? '' });
    response.end(Buffer.from(await upstream.arrayBuffer()));
  });
  proxy.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.on('error', () => {});
    if (connectStatus !== 200) return socket.end(`HTTP/1.1 ${connectStatus} No\r\n\r\n`);
    const upstream = connect(Number(port), '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    upstream
      .on('error', () => socket.destroy())
      .pipe(socket)
      .pipe(upstream);
    return socket;
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', () => resolve()));
  const address = proxy.address() as AddressInfo;
  const url = `http://user:hunter2@127.0.0.1:${address.port}`;
  const client = createRegistryClient({
    environment: { HTTP_PROXY: url, HTTPS_PROXY: url },
    insecure: true,
    certificateDirectories: [],
    clock: fakeClock(),
  });
  return { seen, client, repository: client.repository(parseReference('registry.test:8080/app')) };
}

describe('a proxy', () => {
  it('is used for https by CONNECT and for http by absolute URL', async () => {
    const { seen, client, repository } = await start();
    expect((await repository.resolve()).descriptor.digest).toBe(image.digest);
    const authorization = `Basic ${Buffer.from('user:hunter2').toString('base64')}`;
    expect(seen).toEqual([
      'CONNECT registry.test:8080',
      `GET http://registry.test:8080/v2/app/manifests/latest ${authorization}`,
    ]);
    await client.close();
  });
  it('is named, without its password, when it refuses', async () => {
    const { client, repository } = await start(403);
    const error = await failureOf(() => repository.resolve());
    expect(error.code).toBe('NETWORK');
    expect(error.message).toContain('through the proxy http://127.0.0.1:');
    expect(error.message).not.toContain('hunter2');
    await client.close();
  });
});
