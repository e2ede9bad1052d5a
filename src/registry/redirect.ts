/** Follows redirects without taking credentials along to another origin. https://fetch.spec.whatwg.org/#http-redirect-fetch */
import { ImgscanError } from '../errors.ts';
import { redactUrl } from './error.ts';
import type { HttpRequest, HttpResponse, Transport } from './transport.ts';

const maxRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a GET and follows at most five redirects; Authorization stays behind at the first change of origin.
 * NETWORK when there are more, when one leads nowhere, or from https to http (unless `allowHttp`).
 */
export async function sendFollowing(
  transport: Transport,
  request: HttpRequest,
  allowHttp: boolean,
  signal?: AbortSignal,
): Promise<HttpResponse> {
  let current = request;
  for (let count = 0; ; count++) {
    const response = await transport.send(current, signal);
    const { location } = response.headers;
    if (!redirectStatuses.has(response.status) || location === undefined) return response;
    response.discard();
    if (count === maxRedirects) {
      throw new ImgscanError(
        'NETWORK',
        `${redactUrl(request.url)} redirects more than ${maxRedirects} times`,
      );
    }
    const next = redirectTarget(location, current.url, allowHttp);
    current = { ...current, url: next, headers: headersFor(current, next) };
  }
}

function redirectTarget(location: string, from: URL, allowHttp: boolean): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (next === undefined || (next.protocol !== 'https:' && next.protocol !== 'http:')) {
    throw new ImgscanError('NETWORK', `${redactUrl(from)} redirects to what is no http or https URL`);
  }
  if (from.protocol === 'https:' && next.protocol === 'http:' && !allowHttp) {
    throw new ImgscanError('NETWORK', `${redactUrl(from)} redirects from https to ${redactUrl(next)}`, {
      hint: 'only a registry used with --insecure may do that',
    });
  }
  next.username = '';
  next.password = '';
  return next;
}

function headersFor(request: HttpRequest, next: URL): Readonly<Record<string, string>> {
  if (next.origin === request.url.origin) return request.headers;
  return Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'authorization'));
}
