/** Failures of a registry as the user reads them. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
import { type ErrorCode, type ErrorOptionsWithHint, ImgscanError } from '../errors.ts';

export interface RegistryErrorOptions extends ErrorOptionsWithHint {
  readonly status: number;
  readonly codes: readonly string[];
  readonly retryAfterMs?: number;
}

/** An answer of the registry that is no success; callers need its status and the registry's own error codes. */
export class RegistryError extends ImgscanError {
  override readonly name = 'RegistryError';
  readonly status: number;
  /** `errors[].code` of the body, `MANIFEST_UNKNOWN`; empty when it says none. */
  readonly codes: readonly string[];
  /** What Retry-After asked for. */
  readonly retryAfterMs?: number;

  constructor(code: ErrorCode, message: string, options: RegistryErrorOptions) {
    super(code, message, options);
    this.status = options.status;
    this.codes = options.codes;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
  }
}

/** Scheme, host and path; no user, password, query or fragment: signed URLs carry secrets there. */
export function redactUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** `registry.example.com:443`, the port always named. */
function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'http:' ? '80' : '443')}`;
}

/** ABORTED once the signal has fired, else nothing. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new ImgscanError('ABORTED', 'aborted', { cause: signal.reason });
}

const lostCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_EOF_STATE',
]);

const timeoutCodes = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

const notTlsCodes = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);

/** Codes of node:tls and OpenSSL verification failures. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const certificatePattern = /CERT|^UNABLE_TO_|^SELF_SIGNED|^HOSTNAME_MISMATCH$|^INVALID_CA$|^INVALID_PURPOSE$/;

/** What a failed exchange with a server means; `url` is where it went. */
export function networkError(cause: unknown, url: URL, signal?: AbortSignal): ImgscanError {
  if (signal?.aborted) return new ImgscanError('ABORTED', 'aborted', { cause: signal.reason });
  if (cause instanceof ImgscanError) return cause;
  const code = systemCode(cause);
  const host = hostAndPort(url);
  if (timeoutCodes.has(code)) {
    return new ImgscanError('TIMEOUT', `${host} did not answer in time (${redactUrl(url)})`, { cause });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return failure(
      `cannot find the host ${host}`,
      'check the spelling of the registry and the network',
      cause,
    );
  }
  if (code === 'ECONNREFUSED') {
    return failure(`${host} refused the connection`, 'check that a registry listens there', cause);
  }
  if (certificatePattern.test(code)) {
    return failure(
      `${host} shows a TLS certificate that cannot be trusted (${code})`,
      'give the certificate authority with --ca-file, or for a test registry --insecure',
      cause,
    );
  }
  if (notTlsCodes.has(code) || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return failure(
      `the TLS handshake with ${host} failed (${code})`,
      'a registry without TLS needs --insecure; one that asks for a client certificate needs it',
      cause,
    );
  }
  return failure(`the connection to ${host} failed (${code || 'no reason given'})`, undefined, cause);
}

function failure(message: string, hint: string | undefined, cause: unknown): ImgscanError {
  return new ImgscanError('NETWORK', message, hint === undefined ? { cause } : { cause, hint });
}

/** The `code` of an error or of what caused it; `''` when there is none. */
function systemCode(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current.cause;
  }
  return '';
}

/** True when the server answered https with something that is not TLS, or https has nobody to answer. */
export function mayBePlainHttp(error: unknown): boolean {
  const code = systemCode(error instanceof ImgscanError ? error.cause : error);
  return notTlsCodes.has(code) || ['ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET'].includes(code);
}

/** True when the same request may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof RegistryError) {
    return error.status === 408 || error.status === 429 || (error.status >= 500 && error.status !== 501);
  }
  if (!(error instanceof ImgscanError)) return false;
  return error.code === 'TIMEOUT' || (error.code === 'NETWORK' && lostCodes.has(systemCode(error.cause)));
}
