/** A mirror by http: conditional requests, retries, and downloads that go on where they broke off. https://www.rfc-editor.org/rfc/rfc9110 */
import { ImgscanError } from '../../errors.ts';
import { isTransient, RegistryError, redactUrl } from '../../registry/error.ts';
import type { Environment } from '../../registry/proxy.ts';
import { sendFollowing } from '../../registry/redirect.ts';
import {
  type Clock,
  maxAttempts,
  parseRetryAfter,
  pause,
  systemClock,
  withRetries,
} from '../../registry/retry.ts';
import { readTlsMaterial } from '../../registry/tls.ts';
import {
  createTransport,
  defaultTimeouts,
  type HttpResponse,
  type Transport,
} from '../../registry/transport.ts';
import { spool } from '../../source/spool.ts';
import type { Fetched, Origin, OriginPath, Validators } from './origin.ts';

export interface HttpOriginOptions {
  readonly environment: Environment;
  readonly caFile?: string;
  /** Where downloads are kept while they are read. */
  readonly spoolDirectory: string;
  readonly clock?: Clock;
  /** To connect; a scan waits for it where a mirror is out of reach. */
  readonly connectMs?: number;
  /** False: one attempt at each request. */
  readonly retries?: boolean;
}

const maxFileBytes = 16 * 1024 ** 3;

/** `base`: http or https; USAGE for any other. */
export function httpOrigin(base: string, options: HttpOriginOptions): Origin {
  const root = parseBase(base);
  const clock = options.clock ?? systemClock;
  let connecting: Promise<Transport> | undefined;
  const connect = async (): Promise<Transport> => {
    const tls = await readTlsMaterial(root.host, {
      certificateDirectories: [],
      ...(options.caFile === undefined ? {} : { caFile: options.caFile }),
    });
    const timeouts = {
      ...defaultTimeouts,
      ...(options.connectMs === undefined ? {} : { connectMs: options.connectMs }),
    };
    return createTransport({
      hostname: root.hostname,
      insecure: false,
      tls,
      environment: options.environment,
      timeouts,
    });
  };
  const send = async (url: URL, headers: Readonly<Record<string, string>>, signal?: AbortSignal) => {
    connecting ??= connect();
    const authorization = url.origin === root.origin ? basicAuthorization(root) : {};
    const request = { url, method: 'GET', headers: { ...headers, ...authorization } } as const;
    const response = await sendFollowing(await connecting, request, root.protocol === 'http:', signal);
    const { status } = response;
    if (status === 200 || status === 206 || status === 304 || status === 404) return response;
    response.discard();
    throw statusError(response, clock.now());
  };

  /** The answer's chunks, the connection made again where it broke; a file that changed meanwhile ends it. */
  async function* resuming(
    first: HttpResponse,
    url: URL,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const etag = header(first, 'etag');
    const total = Number(header(first, 'content-length') ?? Number.NaN);
    let response: HttpResponse | undefined = first;
    let offset = 0;
    for (let failures = 0; ; ) {
      try {
        response ??= await resume(url, offset, etag ?? '', signal);
        for await (const chunk of response.body) {
          offset += chunk.byteLength;
          failures = 0;
          yield chunk;
        }
        if (Number.isNaN(total) || offset === total) return;
        throw new ImgscanError('NETWORK', `${redactUrl(url)}: ${offset} bytes came, ${total} were announced`);
      } catch (error) {
        failures += 1;
        const isChangeSeen = etag !== undefined && !etag.startsWith('W/');
        if (!isChangeSeen || !isTransient(error) || failures >= maxAttempts) throw error;
        response = undefined;
        await pause(failures, error, clock, signal);
      }
    }
  }

  /** The rest of a file that is still the same one. */
  const resume = async (
    url: URL,
    offset: number,
    etag: string,
    signal?: AbortSignal,
  ): Promise<HttpResponse> => {
    const response = await send(
      url,
      { 'if-match': etag, ...(offset === 0 ? {} : { range: `bytes=${offset}-` }) },
      signal,
    );
    const range = header(response, 'content-range') ?? '';
    if (offset === 0 ? response.status === 200 : range.startsWith(`bytes ${offset}-`)) return response;
    response.discard();
    throw new ImgscanError('NETWORK', `${redactUrl(url)}: changed, or cannot be read from the middle on`);
  };

  const request = async (path: OriginPath, known: Validators | undefined, signal?: AbortSignal) => {
    const url = urlOf(root, path);
    const attempt = () => send(url, conditions(known), signal);
    const response = options.retries === false ? await attempt() : await withRetries(attempt, clock, signal);
    if (response.status === 304 || response.status === 404) {
      response.discard();
      return response.status === 304 ? 'unchanged' : 'missing';
    }
    const modified = Date.parse(header(response, 'last-modified') ?? '');
    return {
      chunks: resuming(response, url, signal),
      validators: validatorsOf(response),
      ...(Number.isNaN(modified) ? {} : { modified: new Date(modified).toISOString() }),
    };
  };

  return {
    location: redactUrl(root),
    isMirror: true,
    stream: request,
    async open(path, known, signal): ReturnType<Origin['open']> {
      const found: Fetched<{ readonly chunks: AsyncIterable<Uint8Array> }> = await request(
        path,
        known,
        signal,
      );
      if (found === 'unchanged' || found === 'missing') return found;
      const { handle } = await spool(found.chunks, {
        directory: options.spoolDirectory,
        name: redactUrl(urlOf(root, path)),
        limitBytes: maxFileBytes,
        ...(signal === undefined ? {} : { signal }),
      });
      const { chunks: _read, ...said } = found;
      return { ...said, file: handle.fd, close: () => handle.close() };
    },
    async close() {
      await (await connecting?.catch(() => undefined))?.close();
    },
  };
}

function parseBase(base: string): URL {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ImgscanError(
      'USAGE',
      `${JSON.stringify(base.slice(0, 200))}: expected an http or https URL, or a directory`,
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** An absolute URL is itself; parts are below the base, each escaped. */
function urlOf(base: URL, path: OriginPath): URL {
  const [first = ''] = path;
  if (path.length === 1 && /^https?:\/\//.test(first)) return new URL(first);
  const url = new URL(path.map(encodeURIComponent).join('/'), base);
  url.username = '';
  url.password = '';
  return url;
}

function basicAuthorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function conditions(known: Validators | undefined): Readonly<Record<string, string>> {
  return {
    ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
    ...(known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
  };
}

function validatorsOf(response: HttpResponse): Validators {
  const etag = header(response, 'etag');
  const lastModified = header(response, 'last-modified');
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

function header({ headers }: HttpResponse, name: string): string | undefined {
  return [headers[name] ?? []].flat()[0];
}

function statusError({ status, url, headers }: HttpResponse, now: number): RegistryError {
  const retryAfterMs = parseRetryAfter(headers['retry-after'], now);
  const code =
    status === 401 || status === 403 ? 'UNAUTHORIZED' : status === 429 ? 'RATE_LIMITED' : 'NETWORK';
  return new RegistryError(code, `${redactUrl(url)}: HTTP ${status}`, {
    status,
    codes: [],
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
