/** `docker-daemon:NAME[:TAG]`: an image of a Docker daemon, or of podman's service. https://docs.docker.com/reference/api/engine/ */
import { Client, type Dispatcher } from 'undici';
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import { decodeJson } from '../oci/json.ts';
import type { Archive } from './archive.ts';
import { openImagesOf, openStream } from './archive-file.ts';
import { type DockerHost, type Environment, findDockerHost } from './docker-host.ts';
import { dockerImages } from './docker-images.ts';
import { checkAborted, errno } from './files.ts';
import { normalize } from './names.ts';
import type { Source, SourceOptions } from './source.ts';

const maxInspectBytes = 4 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
/** Older daemons write the whole export to their disk before they answer. */
const headersTimeoutMs = 15 * 60_000;
const idleTimeoutMs = 5 * 60_000;

const inspectSchema = v.object({ Id: v.string(), RepoTags: v.nullish(v.array(v.string()), []) });
const errorSchema = v.object({ message: v.string() });

/**
 * The daemon's export is spooled, then read as an archive. NETWORK when the daemon cannot be reached or fails,
 * UNAUTHORIZED without permission for its socket, NOT_FOUND for an image that it does not have.
 */
export function dockerDaemonSource(env: Environment): Source {
  return {
    scheme: 'docker-daemon',
    async open(target, options) {
      if (!/^[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,511}$/.test(target)) {
        throw new ImgscanError(
          'REFERENCE_INVALID',
          `docker-daemon: not an image name: ${JSON.stringify(target.slice(0, 200))}`,
        );
      }
      const name = `docker-daemon:${target}`;
      const archive = await exportImage(await findDockerHost(env), target, name, options);
      return openImagesOf(archive, () => dockerImages(archive, undefined, name, options));
    },
  };
}

async function exportImage(
  host: DockerHost,
  target: string,
  name: string,
  options: SourceOptions,
): Promise<Archive> {
  const client = new Client(host.origin, {
    headersTimeout: headersTimeoutMs,
    bodyTimeout: idleTimeoutMs,
    ...(host.socketPath === undefined ? {} : { socketPath: host.socketPath }),
    ...(host.tls === undefined ? {} : { connect: host.tls }),
  });
  const get = async (path: string) => {
    const response = await client.request({ method: 'GET', path, signal: options.signal ?? null });
    if (response.statusCode !== 200) throw await responseError(response, target, host);
    return response.body;
  };
  try {
    const inspected = await readBody(await get(`/images/${target}/json`), maxInspectBytes);
    const found = decodeJson(inspectSchema, inspected, `${host.name}: ${target}`, maxInspectBytes);
    return await openStream(await get(`/images/${exportName(target, found)}/get`), name, options);
  } catch (error) {
    checkAborted(options.signal);
    throw connectionError(error, host);
  } finally {
    await client.destroy();
  }
}

/** A name without tag would export every tag of the repository. */
function exportName(target: string, found: v.InferOutput<typeof inspectSchema>): string {
  if (/[:@][^/]*$/.test(target)) return target;
  const wanted = normalize(target);
  return found.RepoTags.find((tag) => normalize(tag) === wanted) ?? found.Id;
}

async function readBody(body: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let seenBytes = 0;
  for await (const chunk of body) {
    seenBytes += chunk.length;
    if (seenBytes > limitBytes) {
      throw new ImgscanError(
        'LIMIT_EXCEEDED',
        `the Docker daemon answered with more than ${limitBytes} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function responseError(
  response: Dispatcher.ResponseData,
  target: string,
  host: DockerHost,
): Promise<ImgscanError> {
  if (response.statusCode === 404) {
    await response.body.dump();
    return new ImgscanError('NOT_FOUND', `${host.name} has no image ${target}`, {
      hint: `pull it first (docker pull ${target}), or leave out docker-daemon: to read it from its registry`,
    });
  }
  const said = await readBody(response.body, maxErrorBytes)
    .then((bytes) => decodeJson(errorSchema, bytes, host.name, maxErrorBytes).message.slice(0, 500))
    .catch(() => 'it gave no reason');
  return new ImgscanError('NETWORK', `${host.name} answered ${response.statusCode} for ${target}: ${said}`);
}

function connectionError(error: unknown, host: DockerHost): unknown {
  if (error instanceof ImgscanError) return error;
  const code = errno(error);
  if (code === 'EACCES' || code === 'EPERM') {
    return new ImgscanError('UNAUTHORIZED', `${host.name}: permission denied`, {
      cause: error,
      hint: 'run imgscan as a user in the group that owns the socket, usually docker',
    });
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new ImgscanError('TIMEOUT', `${host.name}: no answer in time`, { cause: error });
  }
  if (code === undefined) return error;
  return new ImgscanError('NETWORK', `${host.name}: no Docker daemon answers there (${code})`, {
    cause: error,
    hint: 'start Docker or podman.socket, or check DOCKER_HOST',
  });
}
