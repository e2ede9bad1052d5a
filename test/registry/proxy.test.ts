import { describe, expect, it } from 'vitest';
import { isLoopback, isPrivateAddress, proxyFor } from '../../src/registry/proxy.ts';
import { failureOf } from '../support/failure.ts';

const proxies = { HTTP_PROXY: 'http://plain:3128', HTTPS_PROXY: 'http://user:pw@secure:3129' };

describe('proxyFor', () => {
  const rows: readonly (readonly [string, Record<string, string>, string | undefined])[] = [
    ['https://r.example/', {}, 'secure:3129'],
    ['http://r.example/', {}, 'plain:3128'],
    ['https://r.example/', { https_proxy: 'lower:1' }, 'lower:1'],
    ['https://localhost:5000/', {}, undefined],
    ['https://127.0.0.1:5000/', {}, undefined],
    ['https://[::1]:5000/', {}, undefined],
    ['https://r.example/', { NO_PROXY: '*' }, undefined],
    ['https://r.example/', { NO_PROXY: 'r.example' }, undefined],
    ['https://R.Example/', { no_proxy: 'a.example, r.example' }, undefined],
    ['https://sub.r.example/', { NO_PROXY: 'r.example' }, undefined],
    ['https://sub.r.example/', { NO_PROXY: '.r.example' }, undefined],
    ['https://sub.r.example/', { NO_PROXY: '*.r.example' }, undefined],
    ['https://notr.example/', { NO_PROXY: 'r.example' }, 'secure:3129'],
    ['https://r.example:8443/', { NO_PROXY: 'r.example:8443' }, undefined],
    ['https://r.example/', { NO_PROXY: 'r.example:443' }, undefined],
    ['https://r.example/', { NO_PROXY: 'r.example:8443' }, 'secure:3129'],
    ['https://10.1.2.3/', { NO_PROXY: '10.0.0.0/8' }, undefined],
    ['https://11.1.2.3/', { NO_PROXY: '10.0.0.0/8' }, 'secure:3129'],
    ['https://10.1.2.3/', { NO_PROXY: '10.1.2.3' }, undefined],
    ['https://[fd00::1]/', { NO_PROXY: 'fd00::/8' }, undefined],
    ['https://[fd00::1]/', { NO_PROXY: 'fd00::1' }, undefined],
    ['https://[fd00::1]:5000/', { NO_PROXY: '[fd00::1]:5000' }, undefined],
    ['https://r.example/', { NO_PROXY: '10.0.0.0/99,,x/8' }, 'secure:3129'],
  ];
  for (const [url, environment, expected] of rows) {
    it(`${url} ${JSON.stringify(environment)}`, () => {
      expect(proxyFor(new URL(url), { ...proxies, ...environment })?.host).toBe(expected);
    });
  }
  it('goes direct without variables', () => {
    expect(proxyFor(new URL('https://r.example/'), {})).toBeUndefined();
    expect(proxyFor(new URL('https://r.example/'), { HTTP_PROXY: 'http://plain:1' })).toBeUndefined();
  });
  it('refuses what is no proxy, without repeating it', async () => {
    const error = await failureOf(() =>
      proxyFor(new URL('https://r.example/'), { HTTPS_PROXY: 'socks5://user:secret@x:1' }),
    );
    expect(error.code).toBe('USAGE');
    expect(error.message).not.toContain('secret');
  });
});

describe('addresses', () => {
  const hostOf = (authority: string) => new URL(`http://${authority}/`).hostname;
  const rows: readonly (readonly [string, boolean, boolean])[] = [
    ['localhost', true, false],
    ['127.0.0.1', true, true],
    ['127.255.0.9', true, true],
    ['2130706433', true, true],
    ['0x7f.1', true, true],
    ['[::1]', true, true],
    ['[::ffff:127.0.0.1]', true, true],
    ['[::ffff:10.0.0.1]', false, true],
    ['10.0.0.1', false, true],
    ['172.16.0.1', false, true],
    ['172.32.0.1', false, false],
    ['192.168.1.1', false, true],
    ['169.254.169.254', false, true],
    ['100.64.0.1', false, true],
    ['0.0.0.0', false, true],
    ['[::]', false, true],
    ['[fe80::1]', false, true],
    ['[fd12::1]', false, true],
    ['8.8.8.8', false, false],
    ['[2001:4860:4860::8888]', false, false],
    ['localhost.example.com', false, false],
    ['127.0.0.1.example.com', false, false],
  ];
  for (const [authority, loopback, privateAddress] of rows) {
    it(authority, () => {
      expect(isLoopback(hostOf(authority))).toBe(loopback);
      expect(isPrivateAddress(hostOf(authority))).toBe(privateAddress);
    });
  }
});
