import { describe, expect, it } from 'vitest';
import { formatPlatform, hostPlatform, parsePlatform, platformDistance } from '../../src/oci/platform.ts';
import { failureOf } from '../support/failure.ts';

describe('parsePlatform', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['linux/amd64', 'linux/amd64'],
    ['linux/arm64/v8', 'linux/arm64/v8'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['arm64', 'linux/arm64'],
    ['linux/x86_64', 'linux/amd64'],
    ['aarch64', 'linux/arm64'],
    ['linux/armhf', 'linux/arm/v7'],
    ['armel', 'linux/arm/v6'],
    ['Linux/AMD64', 'linux/amd64'],
    ['linux/i386', 'linux/386'],
    ['windows/amd64', 'windows/amd64'],
    ['linux', `linux/${hostPlatform().architecture}`],
  ];
  for (const [text, expected] of rows) {
    it(`${text} is ${expected}`, () => {
      expect(formatPlatform(parsePlatform(text))).toBe(expected);
    });
  }
  for (const text of [
    '',
    '/',
    'linux/',
    'linux/a/b/c',
    'plan10/amd64',
    'linux/am d64',
    'linux/../x',
    'li\u0000nux/amd64',
  ]) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      expect((await failureOf(() => parsePlatform(text))).code).toBe('USAGE');
    });
  }
});

describe('hostPlatform is linux with Go names', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['x64', 'amd64'],
    ['arm64', 'arm64'],
    ['ia32', '386'],
    ['ppc64', 'ppc64le'],
    ['s390x', 's390x'],
  ];
  for (const [arch, expected] of rows) {
    it(arch, () => {
      expect(hostPlatform(arch)).toEqual({ os: 'linux', architecture: expected });
    });
  }
});

describe('platformDistance', () => {
  const rows: readonly (readonly [string, string, number | undefined])[] = [
    ['linux/amd64', 'linux/amd64', 0],
    ['linux/amd64', 'windows/amd64', undefined],
    ['linux/amd64', 'linux/386', undefined],
    ['linux/arm64', 'linux/arm64/v8', 0],
    ['linux/arm64/v8', 'linux/arm64', 0],
    ['linux/arm64/v9', 'linux/arm64/v8', 1],
    ['linux/arm64', 'linux/arm64/v9', undefined],
    ['linux/arm', 'linux/arm/v7', 0],
    ['linux/arm/v7', 'linux/arm/v6', 1],
    ['linux/arm/v7', 'linux/arm/v5', 2],
    ['linux/arm/v6', 'linux/arm/v7', undefined],
    ['linux/arm64', 'linux/arm/v7', undefined],
    ['linux/amd64/v3', 'linux/amd64', 2],
    ['linux/amd64', 'linux/amd64/v3', undefined],
    ['linux/mips64le/hardfloat', 'linux/mips64le/softfloat', undefined],
    ['linux/mips64le/hardfloat', 'linux/mips64le/hardfloat', 0],
  ];
  for (const [wanted, offered, distance] of rows) {
    it(`${wanted} takes ${offered}: ${distance}`, () => {
      expect(platformDistance(parsePlatform(wanted), parsePlatform(offered))).toBe(distance);
    });
  }
  it('holds to an OS version that is asked for', () => {
    const wanted = { os: 'windows', architecture: 'amd64', osVersion: '10.0.20348.1' };
    expect(platformDistance(wanted, { ...wanted, osVersion: '10.0.17763.1' })).toBeUndefined();
    expect(platformDistance({ os: 'windows', architecture: 'amd64' }, wanted)).toBe(0);
  });
});
