import { describe, expect, it } from 'vitest';
import { decodeConfig, maxConfigBytes } from '../../src/oci/config.ts';
import { failureOf } from '../support/failure.ts';
import { jsonBytes } from '../support/image.ts';

const diffId = `sha256:${'ab'.repeat(32)}`;
const decode = (value: unknown) => decodeConfig(jsonBytes(value));

describe('decodeConfig', () => {
  it('reads all there is', () => {
    const { config, platform, diffIds } = decode({
      created: '2024-01-02T03:04:05Z',
      author: 'me',
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
      config: {
        User: '65532:65532',
        Env: ['PATH=/bin'],
        Entrypoint: ['/app'],
        Cmd: [],
        WorkingDir: '/srv',
        ExposedPorts: { '8080/tcp': {}, '53/udp': {} },
        Volumes: { '/data': {} },
        Labels: { 'org.opencontainers.image.source': 'https://example.com' },
        Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 30 },
        StopSignal: 'SIGTERM',
        Shell: ['/bin/bash', '-c'],
        OnBuild: ['RUN true'],
      },
      rootfs: { type: 'layers', diff_ids: [diffId] },
      history: [
        { created: '2024-01-02T03:04:05Z', created_by: 'ADD x', comment: 'c' },
        { created_by: 'CMD', empty_layer: true },
      ],
    });
    expect(platform).toEqual({ os: 'linux', architecture: 'arm64', variant: 'v8' });
    expect(diffIds).toEqual([diffId]);
    expect(config).toEqual({
      created: '2024-01-02T03:04:05Z',
      author: 'me',
      user: '65532:65532',
      env: ['PATH=/bin'],
      entrypoint: ['/app'],
      cmd: [],
      workingDir: '/srv',
      exposedPorts: ['53/udp', '8080/tcp'],
      volumes: ['/data'],
      labels: { 'org.opencontainers.image.source': 'https://example.com' },
      healthcheck: { test: ['CMD-SHELL', 'true'] },
      stopSignal: 'SIGTERM',
      shell: ['/bin/bash', '-c'],
      onBuild: ['RUN true'],
      history: [
        { created: '2024-01-02T03:04:05Z', createdBy: 'ADD x', comment: 'c', emptyLayer: false },
        { createdBy: 'CMD', emptyLayer: true },
      ],
    });
  });

  const nothing = {
    user: '',
    env: [],
    workingDir: '',
    exposedPorts: [],
    volumes: [],
    labels: {},
    onBuild: [],
    history: [],
  };
  const empties: readonly (readonly [string, unknown])[] = [
    ['an empty document', {}],
    [
      'null for all',
      { os: null, architecture: null, config: null, rootfs: null, history: null, created: null },
    ],
    [
      'null within',
      {
        config: {
          User: null,
          Env: null,
          Entrypoint: null,
          Cmd: null,
          Volumes: null,
          Labels: null,
          OnBuild: null,
          Healthcheck: null,
          Shell: null,
          ExposedPorts: null,
          WorkingDir: null,
          StopSignal: null,
        },
        rootfs: { type: 'layers', diff_ids: null },
      },
    ],
  ];
  for (const [name, value] of empties) {
    it(`takes ${name}`, () => {
      const { config, platform, diffIds } = decode(value);
      expect(config).toEqual(nothing);
      expect(platform).toEqual({ os: 'linux', architecture: 'unknown' });
      expect(diffIds).toEqual([]);
    });
  }

  it('takes a bare string for a command, as Docker does', () => {
    expect(decode({ config: { Cmd: 'sh', Entrypoint: '/init' } }).config).toMatchObject({
      cmd: ['sh'],
      entrypoint: ['/init'],
    });
  });

  it('is not polluted by the names of labels', () => {
    const text =
      '{"config":{"Labels":{"__proto__":"x","constructor":"y","a":"b"},"Volumes":{"__proto__":{}}}}';
    const { config } = decodeConfig(Buffer.from(text));
    expect(config.labels['a']).toBe('b');
    expect(Object.getPrototypeOf(config.labels)).toBe(Object.prototype);
    expect(Object.hasOwn({}, 'x')).toBe(false);
  });

  const bad: readonly (readonly [string, Uint8Array, string, string])[] = [
    ['no JSON', Buffer.from('<html>'), 'MANIFEST_INVALID', 'expected JSON'],
    ['nothing', Buffer.alloc(0), 'MANIFEST_INVALID', 'found nothing'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'MANIFEST_INVALID', 'expected JSON'],
    ['a list', jsonBytes([]), 'MANIFEST_INVALID', 'a JSON object'],
    ['a number for Env', jsonBytes({ config: { Env: [1] } }), 'MANIFEST_INVALID', 'config.Env.0'],
    [
      'a bad diffID',
      jsonBytes({ rootfs: { diff_ids: ['sha256:1'] } }),
      'MANIFEST_INVALID',
      'rootfs.diff_ids.0',
    ],
    ['too much', Buffer.alloc(maxConfigBytes + 1, ' '), 'LIMIT_EXCEEDED', 'at most'],
  ];
  for (const [name, bytes, code, reason] of bad) {
    it(`refuses ${name}`, async () => {
      const error = await failureOf(() => decodeConfig(bytes, 'config of app'));
      expect(error.code).toBe(code);
      expect(error.message).toContain('config of app');
      expect(error.message).toContain(reason);
    });
  }
});
