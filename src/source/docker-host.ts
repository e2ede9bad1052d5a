/** Where the Docker daemon listens: DOCKER_HOST, else the sockets that Docker and podman make. https://docs.docker.com/reference/cli/docker/#environment-variables */
import { readFile, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { ImgscanError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How to reach the daemon; `name` is what messages call it. */
export interface DockerHost {
  readonly name: string;
  /** `http://localhost` for a socket. */
  readonly origin: string;
  readonly socketPath?: string;
  readonly tls?: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
}

/** USAGE for a DOCKER_HOST that is not understood, NETWORK when it is not set and no socket is there. */
export async function findDockerHost(env: Environment): Promise<DockerHost> {
  const host = env['DOCKER_HOST'] ?? '';
  if (host !== '') return parseDockerHost(host, env);
  const candidates = socketPaths(env);
  for (const path of candidates) {
    if (await isSocket(path)) return unixHost(path);
  }
  throw new ImgscanError('NETWORK', `no Docker socket: expected one of ${candidates.join(', ')}`, {
    hint: 'start Docker or podman.socket, set DOCKER_HOST, or scan an archive: docker save IMAGE | imgscan -',
  });
}

async function parseDockerHost(host: string, env: Environment): Promise<DockerHost> {
  const [, scheme, rest] = /^([a-z]+):\/\/(.+)$/.exec(host) ?? [];
  if (scheme === 'unix' && rest?.startsWith('/')) return unixHost(rest);
  const address = `http://${rest}`;
  if (!['tcp', 'http', 'https'].includes(scheme ?? '') || !URL.canParse(address)) {
    const found = scheme === undefined ? 'another text' : `${scheme}://`;
    throw new ImgscanError('USAGE', `DOCKER_HOST: expected unix:///PATH or tcp://HOST:PORT, found ${found}`, {
      hint: 'for a daemon behind ssh: ssh HOST docker save IMAGE | imgscan -',
    });
  }
  const url = new URL(address);
  const secure = scheme === 'https' || (env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  const port = url.port === '' ? (secure ? '2376' : '2375') : url.port;
  const name = `tcp://${url.hostname}:${port}`;
  if (!secure) return { name, origin: `http://${url.hostname}:${port}` };
  return { name, origin: `https://${url.hostname}:${port}`, tls: await readCertificates(env) };
}

async function readCertificates(env: Environment): Promise<NonNullable<DockerHost['tls']>> {
  const directory = env['DOCKER_CERT_PATH'] || posix.join(env['HOME'] ?? '', '.docker');
  const read = (file: string) => readFile(posix.join(directory, file));
  try {
    const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
    return { ca, cert, key };
  } catch (error) {
    throw new ImgscanError(
      'USAGE',
      `expected ca.pem, cert.pem and key.pem in ${directory}, for DOCKER_TLS_VERIFY`,
      {
        cause: error,
        hint: 'set DOCKER_CERT_PATH to the directory that holds them',
      },
    );
  }
}

function socketPaths(env: Environment): readonly string[] {
  const runtime = env['XDG_RUNTIME_DIR'] ?? '';
  const home = env['HOME'] ?? '';
  return [
    '/var/run/docker.sock',
    ...(runtime === '' ? [] : [posix.join(runtime, 'docker.sock')]),
    ...(home === '' ? [] : [posix.join(home, '.docker/run/docker.sock')]),
    ...(runtime === '' ? [] : [posix.join(runtime, 'podman/podman.sock')]),
    '/run/podman/podman.sock',
  ];
}

function unixHost(path: string): DockerHost {
  return { name: `unix://${path}`, origin: 'http://localhost', socketPath: path };
}

async function isSocket(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isSocket(),
    () => false,
  );
}
