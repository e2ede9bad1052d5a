import { describe, expect, it } from 'vitest';
import { ImgscanError } from '../../src/errors.ts';
import { isTransient, networkError, RegistryError, redactUrl } from '../../src/registry/error.ts';
import { parseRetryAfter, retryDelayMs } from '../../src/registry/retry.ts';
import { fakeClock } from './fake-clock.ts';

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-11-01T00:00:00Z');
  const rows: readonly (readonly [string | undefined, number | undefined])[] = [
    [undefined, undefined],
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['Sun, 01 Nov 2026 00:00:30 GMT', 30_000],
    ['Sat, 31 Oct 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['99999999999999', undefined],
  ];
  for (const [header, expected] of rows) {
    it(`${header}`, () => {
      expect(parseRetryAfter(header, now)).toBe(expected);
    });
  }
});

describe('retryDelayMs', () => {
  const lost = new ImgscanError('NETWORK', 'lost');
  it('doubles with half of it left to chance, up to ten seconds', () => {
    const least = [1, 2, 3, 10].map((attempt) =>
      retryDelayMs(attempt, lost, { ...fakeClock(), random: () => 0 }),
    );
    const most = [1, 2, 3, 10].map((attempt) =>
      retryDelayMs(attempt, lost, { ...fakeClock(), random: () => 1 }),
    );
    expect(least).toEqual([250, 500, 1000, 5000]);
    expect(most).toEqual([500, 1000, 2000, 10_000]);
  });
  it('does what the server asks for, a minute at most', () => {
    const limited = (retryAfterMs: number) =>
      new RegistryError('RATE_LIMITED', 'x', { status: 429, codes: [], retryAfterMs });
    expect(retryDelayMs(1, limited(7000), fakeClock())).toBe(7000);
    expect(retryDelayMs(1, limited(3_600_000), fakeClock())).toBe(60_000);
  });
});

describe('isTransient', () => {
  const status = (code: number) => new RegistryError('NETWORK', 'x', { status: code, codes: [] });
  const system = (code: string) =>
    networkError(Object.assign(new Error('x'), { code }), new URL('https://r.example/'));
  const rows: readonly (readonly [string, unknown, boolean])[] = [
    ['500', status(500), true],
    ['503', status(503), true],
    ['501', status(501), false],
    ['429', status(429), true],
    ['408', status(408), true],
    ['404', status(404), false],
    ['401', status(401), false],
    ['connection reset', system('ECONNRESET'), true],
    ['socket closed', system('UND_ERR_SOCKET'), true],
    ['time limit', system('UND_ERR_HEADERS_TIMEOUT'), true],
    ['refused', system('ECONNREFUSED'), false],
    ['unknown host', system('ENOTFOUND'), false],
    ['bad certificate', system('DEPTH_ZERO_SELF_SIGNED_CERT'), false],
    ['wrong digest', new ImgscanError('DIGEST_MISMATCH', 'x'), false],
    ['a bug', new TypeError('x'), false],
  ];
  for (const [name, error, expected] of rows) {
    it(`${name}: ${expected}`, () => {
      expect(isTransient(error)).toBe(expected);
    });
  }
});

it('redactUrl keeps no secret', () => {
  const url = new URL('https://user:pass@host:8443/v2/a/blobs/x?X-Amz-Signature=secret#frag');
  expect(redactUrl(url)).toBe('https://host:8443/v2/a/blobs/x');
});
