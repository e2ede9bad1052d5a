/** One registry host: how it is reached, and requests to it with all that authorization takes. https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
import type { Warning } from '../model/layer.ts';
import { type Authorizer, createAuthorizer } from './authorizer.ts';
import type { FoundCredential } from './credential.ts';
import { mayBePlainHttp, throwIfAborted } from './error.ts';
import { type Environment, isLoopback } from './proxy.ts';
import { sendFollowing } from './redirect.ts';
import { responseError } from './response-error.ts';
import type { Clock } from './retry.ts';
import { readTlsMaterial, type TlsOptions } from './tls.ts';
import { createTransport, type HttpResponse, type Timeouts, type Transport } from './transport.ts';

export interface EndpointOptions {
  /** As a reference names it: `docker.io`, `localhost:5000`. */
  readonly host: string;
  readonly credential?: FoundCredential;
  readonly insecure: boolean;
  readonly tls: TlsOptions;
  readonly environment: Environment;
  readonly timeouts: Timeouts;
  readonly clock: Clock;
}

export interface RegistryRequest {
  /** Below the registry's root, with its query: `/v2/library/nginx/tags/list`; or a URL that the registry gave. */
  readonly path: string;
  /** GET, which alone is redirected, when absent. */
  readonly method?: 'HEAD' | 'POST' | 'PUT';
  /** Opened for each attempt; its length is among the headers. */
  readonly body?: () => AsyncIterable<Uint8Array>;
  /** Whose access it needs; `''` for the catalog. */
  readonly repository: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Names what is asked for, in errors. */
  readonly subject: string;
}

export interface Endpoint {
  readonly host: string;
  /** Sends once; the answer is a success. RegistryError for any other, NETWORK or TIMEOUT when there is none. */
  send(request: RegistryRequest, signal?: AbortSignal): Promise<HttpResponse>;
  warnings(): readonly Warning[];
  close(): Promise<void>;
}

interface Connection {
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  readonly origin: URL;
  readonly allowHttp: boolean;
}

/** Nothing is read or connected before the first request. */
export function createEndpoint(options: EndpointOptions): Endpoint {
  const { host, clock } = options;
  let connection: Connection | undefined;
  // Requests side by side share the first one's attempt; a later one makes its own when that failed.
  let connecting: Promise<Connection> | undefined;

  const connected = async (signal: AbortSignal | undefined): Promise<Connection> => {
    if (connection !== undefined) return connection;
    connecting ??= connect(options, signal);
    try {
      connection = await connecting;
      return connection;
    } finally {
      connecting = undefined;
    }
  };

  return {
    host,
    async send(request, signal) {
      throwIfAborted(signal);
      const current = await connected(signal);
      const response = await exchange(current, request, true, signal);
      if (response.status >= 200 && response.status < 300) return response;
      const accessHint = current.authorizer.accessHint(request.repository);
      throw await responseError(response, { subject: request.subject, accessHint, now: clock.now() }, signal);
    },
    warnings: () => connection?.authorizer.warnings() ?? [],
    async close() {
      await connection?.transport.close();
    },
  };
}

/** Sends, and once more with what the registry's challenge asked for. */
async function exchange(
  connection: Connection,
  request: RegistryRequest,
  mayChallenge: boolean,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const { transport, authorizer, origin, allowHttp } = connection;
  const { path, repository, method } = request;
  const url = new URL(path, origin);
  const isOwn = url.origin === origin.origin;
  const authorization = isOwn ? await authorizer.authorization(repository, signal) : undefined;
  const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
  const body = request.body === undefined ? {} : { body: request.body() };
  const response =
    method === undefined
      ? await sendFollowing(transport, { url, method: 'GET', headers }, allowHttp, signal)
      : await transport.send({ url, method, headers, ...body }, signal);
  if (response.status !== 401 || !mayChallenge || response.url.origin !== origin.origin) return response;
  const header = [response.headers['www-authenticate'] ?? []].flat().join(', ');
  if (!(await authorizer.challenged(repository, header, authorization, signal))) return response;
  response.discard();
  return exchange(connection, request, false, signal);
}

async function connect(options: EndpointOptions, signal: AbortSignal | undefined): Promise<Connection> {
  const { host, credential, insecure, environment, timeouts, clock } = options;
  const secure = new URL(`https://${host === 'docker.io' ? 'registry-1.docker.io' : host}`);
  const tls = await readTlsMaterial(host, options.tls);
  const transport = createTransport({ hostname: secure.hostname, insecure, tls, environment, timeouts });
  const origin = insecure || isLoopback(secure.hostname) ? await probe(secure, transport, signal) : secure;
  const allowHttp = insecure || origin.protocol === 'http:';
  const authorizer = createAuthorizer({
    host,
    origin,
    ...(credential === undefined ? {} : { given: credential }),
    environment,
    transport,
    allowHttp,
    clock,
  });
  return { transport, authorizer, origin, allowHttp };
}

/** https, or http where nothing speaks TLS: Docker's way with the registries that may be without it. */
async function probe(secure: URL, transport: Transport, signal: AbortSignal | undefined): Promise<URL> {
  try {
    const url = new URL('/v2/', secure);
    const response = await transport.send({ url, method: 'GET', headers: {} }, signal);
    response.discard();
    return secure;
  } catch (error) {
    if (signal?.aborted) {
      await transport.close();
      throw error;
    }
    if (!mayBePlainHttp(error)) return secure;
    const plain = new URL(secure);
    plain.protocol = 'http:';
    return plain;
  }
}
