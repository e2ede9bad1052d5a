/** A small read-only registry in this process, for the demo and the tests. https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOf } from '../oci/digest.ts';

/** Content of one repository. Every manifest can be had by digest; those with tags by them too. */
export interface ServedRepository {
  readonly repository: string;
  readonly manifests: readonly ServedManifest[];
  /** Configs and layers. */
  readonly blobs: readonly Uint8Array[];
}

export interface ServedManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly tags?: readonly string[];
}

/** Sees every request first; true means that it has answered. */
export type Intercept = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface ServeOptions {
  readonly intercept?: Intercept;
}

export interface RunningRegistry {
  /** `127.0.0.1:PORT`, as a reference names it. */
  readonly host: string;
  close(): Promise<void>;
}

interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** Paths below `/v2/` to what is there. */
interface Routes {
  readonly manifests: ReadonlyMap<string, Content>;
  readonly blobs: ReadonlyMap<string, Content>;
  /** Sorted tags by repository. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** Descriptors of manifests by what their subject is. */
  readonly referrers: ReadonlyMap<string, readonly object[]>;
}

/** Serves the repositories over plain HTTP on a free port of the loopback interface until closed. */
export async function serveImages(
  repositories: readonly ServedRepository[],
  options: ServeOptions = {},
): Promise<RunningRegistry> {
  const routes = buildRoutes(repositories);
  const { intercept } = options;
  const server = createServer((request, response) => {
    const respond = async () => {
      if (intercept !== undefined && (await intercept(request, response))) return;
      answer(routes, request, response);
    };
    respond().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = decodeAddress(server.address());
  return {
    host: `127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function decodeAddress(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string')
    throw new TypeError('the server listens on no TCP port');
  return address;
}

function buildRoutes(repositories: readonly ServedRepository[]): Routes {
  const manifests = new Map<string, Content>();
  const blobs = new Map<string, Content>();
  const tags = new Map<string, string[]>();
  const referrers = new Map<string, object[]>();
  for (const { repository, manifests: served, blobs: bodies } of repositories) {
    const names = tags.get(repository) ?? [];
    tags.set(repository, names);
    for (const { mediaType, bytes, tags: own = [] } of served) {
      const content = { mediaType, bytes, digest: digestOf(bytes) };
      for (const name of [content.digest, ...own]) manifests.set(`${repository}/manifests/${name}`, content);
      names.push(...own);
      const { subject, artifactType, annotations } = decodeManifest(bytes);
      if (subject === undefined) continue;
      const path = `${repository}/referrers/${subject.digest}`;
      const descriptor = { mediaType, digest: content.digest, size: bytes.length, artifactType, annotations };
      referrers.set(path, [...(referrers.get(path) ?? []), descriptor]);
    }
    for (const bytes of bodies) {
      const digest = digestOf(bytes);
      blobs.set(`${repository}/blobs/${digest}`, { mediaType: 'application/octet-stream', bytes, digest });
    }
  }
  for (const names of tags.values()) names.sort();
  return { manifests, blobs, tags, referrers };
}

/** What of a manifest makes it a referrer. */
interface Referring {
  readonly subject?: { readonly digest: string };
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What is served need not be a manifest at all. */
function decodeManifest(bytes: Uint8Array): Referring {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Referring;
  } catch {
    return {};
  }
}

function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): ServerResponse {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry');
  response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendError(response, 405, 'UNSUPPORTED', 'this registry is read-only');
  }
  if (pathname === '/v2/' || pathname === '/v2') return sendJson(response, {});
  const path = pathname.replace(/^\/v2\//, '');
  const manifest = routes.manifests.get(path);
  if (manifest !== undefined) return sendContent(request, response, manifest);
  const blob = routes.blobs.get(path);
  if (blob !== undefined) return sendContent(request, response, blob);
  if (path === '_catalog') return sendJson(response, { repositories: [...routes.tags.keys()].sort() });
  const [, repository = '', kind] =
    /^(.+)\/(tags\/list|(?:manifests|blobs|referrers)\/[^/]+)$/.exec(path) ?? [];
  const tags = routes.tags.get(repository);
  if (tags === undefined)
    return sendError(response, 404, 'NAME_UNKNOWN', 'repository name not known to registry');
  if (kind === 'tags/list') return sendTags(response, repository, tags, searchParams);
  if (kind?.startsWith('referrers/')) return sendReferrers(response, routes.referrers.get(path) ?? []);
  if (kind?.startsWith('blobs/')) return sendError(response, 404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  return sendError(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown');
}

/** One range of the form `bytes=FIRST-[LAST]`; anything else gets the whole. */
function sendContent(request: IncomingMessage, response: ServerResponse, content: Content): ServerResponse {
  const { bytes, digest, mediaType } = content;
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Docker-Content-Digest', digest);
  response.setHeader('Accept-Ranges', 'bytes');
  const range = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(request.headers.range ?? '');
  let body = bytes;
  if (range !== null) {
    const first = Number(range[1]);
    const last = Math.min(range[2] ? Number(range[2]) : bytes.length - 1, bytes.length - 1);
    if (first > last) {
      response.setHeader('Content-Range', `bytes */${bytes.length}`);
      return sendError(response, 416, 'RANGE_INVALID', 'range outside of the blob');
    }
    body = bytes.subarray(first, last + 1);
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${first}-${last}/${bytes.length}`);
  }
  response.setHeader('Content-Length', body.length);
  return response.end(request.method === 'HEAD' ? undefined : body);
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers */
function sendReferrers(response: ServerResponse, manifests: readonly object[]): ServerResponse {
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  response.setHeader('Content-Type', mediaType);
  return response.end(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
}

/** Pages by `n` and `last`, with the next page in a Link header. */
function sendTags(
  response: ServerResponse,
  repository: string,
  tags: readonly string[],
  query: URLSearchParams,
): ServerResponse {
  const last = query.get('last');
  const rest = last === null ? tags : tags.filter((tag) => tag > last);
  const count = Math.max(Number(query.get('n')) || rest.length, 1);
  const page = rest.slice(0, count);
  const end = page.at(-1);
  if (page.length < rest.length && end !== undefined) {
    const next = `/v2/${repository}/tags/list?n=${count}&last=${encodeURIComponent(end)}`;
    response.setHeader('Link', `<${next}>; rel="next"`);
  }
  return sendJson(response, { name: repository, tags: page });
}

function sendError(response: ServerResponse, status: number, code: string, message: string): ServerResponse {
  response.statusCode = status;
  return sendJson(response, { errors: [{ code, message }] });
}

function sendJson(response: ServerResponse, value: unknown): ServerResponse {
  response.setHeader('Content-Type', 'application/json');
  return response.end(JSON.stringify(value));
}
