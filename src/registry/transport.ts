/** One HTTP exchange on undici: TLS, proxy, time limits, and failures as the user reads them. https://undici.nodejs.org */
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { ImgscanError } from '../errors.ts';
import { readBlocks } from './body.ts';
import { networkError, redactUrl } from './error.ts';
import { type Environment, proxyFor } from './proxy.ts';
import type { TlsMaterial } from './tls.ts';

/** Milliseconds: to connect, until the answer starts, and between two chunks of a body. */
export interface Timeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyIdleMs: number;
}

export const defaultTimeouts: Timeouts = { connectMs: 10_000, headersMs: 30_000, bodyIdleMs: 30_000 };

export interface HttpRequest {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface HttpResponse {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** To be read once, or discarded; NETWORK, TIMEOUT or ABORTED when it breaks off. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the exchange without its body. */
  discard(): void;
}

/** All connections made on behalf of one registry: to itself, its token server and its storage. */
export interface Transport {
  /** Sends once: no redirects, no retries. */
  send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse>;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** The registry's hostname: it alone sees the client certificate, and `insecure` is about it alone. */
  readonly hostname: string;
  readonly insecure: boolean;
  readonly tls: TlsMaterial;
  readonly environment: Environment;
  readonly timeouts: Timeouts;
}

const maxDiscardedBytes = 16 * 1024;

/** Compressed answers would not be what digests and lengths are of. */
const ownHeaders = { 'user-agent': 'imgscan', 'accept-encoding': 'identity' };

export function createTransport(options: TransportOptions): Transport {
  const { hostname, insecure, tls, environment, timeouts } = options;
  const dispatchers = new Map<string, Dispatcher>();

  const dispatcherFor = (url: URL): Dispatcher => {
    const own = url.hostname === hostname;
    const proxy = proxyFor(url, environment);
    const key = `${own} ${url.protocol} ${proxy?.href ?? ''}`;
    const known = dispatchers.get(key);
    if (known !== undefined) return known;
    const context = own ? tls.own : tls.others;
    const connect = {
      timeout: timeouts.connectMs,
      ...(context === undefined ? {} : { secureContext: context }),
      ...(own && insecure ? { rejectUnauthorized: false } : {}),
    };
    const dispatcher =
      proxy === undefined
        ? new Agent({ connect })
        : new ProxyAgent({
            uri: proxy.href,
            proxyTunnel: url.protocol === 'https:',
            requestTls: connect,
            proxyTls: {
              timeout: timeouts.connectMs,
              ...(tls.others === undefined ? {} : { secureContext: tls.others }),
            },
          });
    dispatchers.set(key, dispatcher);
    return dispatcher;
  };

  return {
    async send(request, signal) {
      const { url, method, headers, body } = request;
      const dispatcher = dispatcherFor(url);
      try {
        const response = await dispatcher.request({
          origin: url.origin,
          path: `${url.pathname}${url.search}`,
          method,
          headers: { ...ownHeaders, ...headers },
          body: toBody(body),
          headersTimeout: timeouts.headersMs,
          bodyTimeout: timeouts.bodyIdleMs,
          ...(signal === undefined ? {} : { signal }),
        });
        const discard = () => {
          // Reading a short rest keeps the connection for the next request; undici closes it past the limit.
          response.body.dump({ limit: maxDiscardedBytes }).catch(() => {});
        };
        return {
          url,
          status: response.statusCode,
          headers: response.headers,
          body: translateErrors(readBlocks(response.body), url, signal),
          discard,
        };
      } catch (cause) {
        throw throughProxy(networkError(cause, url, signal), proxyFor(url, environment));
      }
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/** A stream's length is told by a content-length header among the request's. */
function toBody(body: HttpRequest['body']): string | Uint8Array | Readable | null {
  if (body === undefined) return null;
  return typeof body === 'string' || body instanceof Uint8Array ? body : Readable.from(body);
}

async function* translateErrors(
  body: AsyncIterable<Uint8Array>,
  url: URL,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (cause) {
    throw networkError(cause, url, signal);
  }
}

/** A failure behind a proxy may be the proxy's. */
function throughProxy(error: ImgscanError, proxy: URL | undefined): ImgscanError {
  if (proxy === undefined || error.code === 'ABORTED') return error;
  return new ImgscanError(error.code, `${error.message}, through the proxy ${redactUrl(proxy)}`, {
    cause: error.cause,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  });
}

/** Reads a whole body; LIMIT_EXCEEDED past `maxBytes`. */
export async function readBody(
  response: HttpResponse,
  maxBytes: number,
  subject: string,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > maxBytes) {
      throw new ImgscanError('LIMIT_EXCEEDED', `${subject}: expected at most ${maxBytes} bytes, found more`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** The first bytes of a body; what is past `maxBytes` is given up: enough for an error message. */
export async function readStart(response: HttpResponse, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length >= maxBytes) break;
  }
  return Buffer.concat(chunks, Math.min(length, maxBytes));
}
