/** Lists of a registry: the tags of a repository, the repositories of a catalog, page by page. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags */
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import { decodeJson } from '../oci/json.ts';
import type { Endpoint } from './endpoint.ts';
import { type Clock, withRetries } from './retry.ts';
import { type HttpResponse, readBody } from './transport.ts';

const maxPageBytes = 4 * 1024 * 1024;
const maxPages = 10_000;
const pageLength = 1000;

const names = v.nullish(v.array(v.string()), []);
const tagsSchema = v.object({ tags: names });
const catalogSchema = v.object({ repositories: names });

/** Tags in the registry's order. */
export function listTags(
  endpoint: Endpoint,
  repository: string,
  clock: Clock,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const subject = `tags of ${endpoint.host}/${repository}`;
  const decode = (bytes: Uint8Array) => decodeJson(tagsSchema, bytes, subject, maxPageBytes).tags;
  return listPages(
    { endpoint, path: `/v2/${repository}/tags/list`, repository, subject, decode },
    clock,
    signal,
  );
}

/** Repositories in the registry's order; many registries do not tell. */
export function listRepositories(
  endpoint: Endpoint,
  clock: Clock,
  signal?: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const subject = `catalog of ${endpoint.host}`;
  const decode = (bytes: Uint8Array) => decodeJson(catalogSchema, bytes, subject, maxPageBytes).repositories;
  return listPages({ endpoint, path: '/v2/_catalog', repository: '', subject, decode }, clock, signal);
}

interface Listing {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly repository: string;
  readonly subject: string;
  readonly decode: (bytes: Uint8Array) => readonly string[];
}

async function* listPages(
  listing: Listing,
  clock: Clock,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void, undefined> {
  const { endpoint, repository, subject, decode } = listing;
  const read = async (path: string): Promise<{ bytes: Uint8Array; next: string | undefined }> => {
    const response = await endpoint.send({ path, repository, subject }, signal);
    const bytes = await readBody(response, maxPageBytes, subject);
    return { bytes, next: nextPage(response.headers, path) };
  };
  let path: string | undefined = `${listing.path}?n=${pageLength}`;
  for (let page = 0; path !== undefined; page++) {
    if (page === maxPages)
      throw new ImgscanError('LIMIT_EXCEEDED', `${subject}: more than ${maxPages} pages`);
    const current: string = path;
    const { bytes, next } = await withRetries(() => read(current), clock, signal);
    yield* decode(bytes);
    path = next;
  }
}

/** Path and query of the `rel="next"` link, whatever host it names: pages stay with the registry that was asked. */
export function nextPage(headers: HttpResponse['headers'], current: string): string | undefined {
  const header = [headers['link'] ?? []].flat().join(', ');
  const link = /<([^<>]{1,4096})>\s*;\s*rel="?next"?/i.exec(header.slice(0, 16_384));
  const base = new URL(current, 'http://registry');
  if (link?.[1] === undefined || !URL.canParse(link[1], base.href)) return undefined;
  const { pathname, search } = new URL(link[1], base);
  return `${pathname}${search}` === current ? undefined : `${pathname}${search}`;
}
