/** The one error class of imgscan, its closed set of codes, and the exit code each maps to. */

/** What went wrong, as scripts may rely on it; the exit code follows from it alone. */
export type ErrorCode =
  | 'USAGE'
  | 'REFERENCE_INVALID'
  | 'NOT_FOUND'
  | 'UNAUTHORIZED'
  | 'PLATFORM_NOT_FOUND'
  | 'NETWORK'
  | 'TIMEOUT'
  | 'RATE_LIMITED'
  | 'DIGEST_MISMATCH'
  | 'LAYER_CORRUPT'
  | 'MANIFEST_INVALID'
  | 'MEDIA_TYPE_UNSUPPORTED'
  | 'LIMIT_EXCEEDED'
  | 'DOCKERFILE_SYNTAX'
  | 'ADVISORY_INVALID'
  | 'ABORTED'
  | 'INTERNAL';

/** Exit codes: 2 usage, 3 could not fetch, 4 corrupt or over a limit, 70 a bug, 130 aborted. */
export const exitCodes: Readonly<Record<ErrorCode, number>> = {
  USAGE: 2,
  REFERENCE_INVALID: 2,
  NOT_FOUND: 3,
  UNAUTHORIZED: 3,
  PLATFORM_NOT_FOUND: 3,
  NETWORK: 3,
  TIMEOUT: 3,
  RATE_LIMITED: 3,
  DIGEST_MISMATCH: 4,
  LAYER_CORRUPT: 4,
  MANIFEST_INVALID: 4,
  MEDIA_TYPE_UNSUPPORTED: 4,
  LIMIT_EXCEEDED: 4,
  DOCKERFILE_SYNTAX: 4,
  ADVISORY_INVALID: 4,
  ABORTED: 130,
  INTERNAL: 70,
};

export interface ErrorOptionsWithHint {
  readonly cause?: unknown;
  /** What the user can do about it, one sentence. */
  readonly hint?: string;
}

/**
 * A failure that the user should read. `message` names the subject, what was expected and what was found;
 * it never holds a secret or a query string.
 */
export class ImgscanError extends Error {
  override readonly name: string = 'ImgscanError';
  readonly code: ErrorCode;
  readonly hint?: string;

  constructor(code: ErrorCode, message: string, options: ErrorOptionsWithHint = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.hint !== undefined) this.hint = options.hint;
  }
}
