/** An unsuccessful answer to an error: status to code, the registry's own words kept. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
import * as v from 'valibot';
import type { ErrorCode } from '../errors.ts';
import { RegistryError, redactUrl, throwIfAborted } from './error.ts';
import { parseRetryAfter } from './retry.ts';
import { type HttpResponse, readStart } from './transport.ts';

const maxErrorBytes = 64 * 1024;

const bodySchema = v.object({
  errors: v.pipe(
    v.array(v.object({ code: v.nullish(v.string(), ''), message: v.nullish(v.string(), '') })),
    v.maxLength(100),
  ),
});

type RegistryProblem = v.InferOutput<typeof bodySchema>['errors'][number];

/** What the request was for, so that its failure can be told. */
export interface Asked {
  /** `docker.io/library/nginx:latest`, `layer sha256:... of ...`. */
  readonly subject: string;
  /** What to do when access is refused, as far as credentials go. */
  readonly accessHint: string;
  readonly now: number;
}

/** Reads the answer's start and says what it means; the caller throws it. */
export async function responseError(
  response: HttpResponse,
  asked: Asked,
  signal: AbortSignal | undefined,
): Promise<RegistryError> {
  const problems = await readProblems(response, signal);
  const { status, headers, url } = response;
  const codes = problems.map(({ code }) => code).filter((code) => code !== '');
  const said = problems
    .map(describe)
    .filter((text) => text !== '')
    .join('; ')
    .slice(0, 500);
  const retryAfterMs = parseRetryAfter(headers['retry-after'], asked.now);
  const hint = hintFor(status, asked, codes);
  const detail = `HTTP ${status} from ${redactUrl(url)}${said === '' ? '' : `: ${said}`}`;
  return new RegistryError(codeFor(status), `${asked.subject}: ${meaningOf(status, codes)} (${detail})`, {
    status,
    codes,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(hint === undefined ? {} : { hint }),
  });
}

async function readProblems(
  response: HttpResponse,
  signal: AbortSignal | undefined,
): Promise<readonly RegistryProblem[]> {
  try {
    const text = new TextDecoder().decode(await readStart(response, maxErrorBytes));
    const result = v.safeParse(bodySchema, JSON.parse(text));
    return result.success ? result.output.errors : [];
  } catch {
    // The status says enough: a body that is cut off or no JSON adds nothing.
    throwIfAborted(signal);
    return [];
  }
}

function describe({ code, message }: RegistryProblem): string {
  return [code, message]
    .filter((part) => part !== '')
    .join(': ')
    .replace(/\p{C}+/gu, ' ')
    .trim();
}

function codeFor(status: number): ErrorCode {
  switch (status) {
    case 401:
    case 403:
      return 'UNAUTHORIZED';
    case 404:
      return 'NOT_FOUND';
    case 408:
      return 'TIMEOUT';
    case 429:
      return 'RATE_LIMITED';
    default:
      return 'NETWORK';
  }
}

function meaningOf(status: number, codes: readonly string[]): string {
  if (status === 401) return 'the registry asks for credentials';
  if (status === 403) return 'the registry refuses access';
  if (status === 404) {
    if (codes.includes('NAME_UNKNOWN')) return 'the registry has no such repository';
    if (codes.includes('MANIFEST_UNKNOWN')) return 'the repository has no such tag or manifest';
    if (codes.includes('BLOB_UNKNOWN')) return 'the repository has no such blob';
    return 'the registry does not have it';
  }
  if (status === 408) return 'the registry waited too long';
  if (status === 429) return 'the registry limits the rate of requests';
  if (status >= 500) return 'the registry failed';
  return 'the registry gave an unexpected answer';
}

function hintFor(status: number, asked: Asked, codes: readonly string[]): string | undefined {
  if (status === 401 || status === 403) return asked.accessHint;
  if (status === 404) {
    return codes.includes('MANIFEST_UNKNOWN')
      ? 'check the tag'
      : 'check the name of the image and its registry';
  }
  if (status === 429) return 'wait, or log in: registries allow more to those they know';
  return undefined;
}
