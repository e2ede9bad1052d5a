/** When to try again, and how long to wait first. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
import { setTimeout as delay } from 'node:timers/promises';
import { isTransient, RegistryError, throwIfAborted } from './error.ts';

/** Time and chance, given so that tests need neither. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after the time, or rejects once the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal === undefined ? {} : { signal }),
  random: () => Math.random(),
};

/** How often one request is sent at most. */
export const maxAttempts = 4;
const firstDelayMs = 500;
const maxDelayMs = 10_000;
const maxRetryAfterMs = 60_000;

/**
 * Milliseconds to wait after the failure of attempt `attempt` (1-based): what the server asked for, at most a
 * minute, or else 0.5 s doubling to 10 s, of which half is left to chance so that clients spread out.
 */
export function retryDelayMs(attempt: number, error: unknown, clock: Clock): number {
  const asked = error instanceof RegistryError ? error.retryAfterMs : undefined;
  if (asked !== undefined) return Math.min(asked, maxRetryAfterMs);
  const full = Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs);
  return full / 2 + (full / 2) * clock.random();
}

/** Runs an operation until it succeeds, fails for good, or has failed `maxAttempts` times. */
export async function withRetries<T>(
  operation: () => Promise<T>,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      if (attempt === maxAttempts || !isTransient(error)) throw error;
      await pause(attempt, error, clock, signal);
    }
  }
}

/** Waits before the next attempt; ABORTED when the signal fires meanwhile. */
export async function pause(
  attempt: number,
  error: unknown,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<void> {
  throwIfAborted(signal);
  try {
    await clock.sleep(retryDelayMs(attempt, error, clock), signal);
  } catch (failure) {
    throwIfAborted(signal);
    throw failure;
  }
}

/** Milliseconds that a Retry-After header asks for: seconds or an HTTP date; undefined for anything else. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
