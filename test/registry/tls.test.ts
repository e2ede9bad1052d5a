import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTlsMaterial } from '../../src/registry/tls.ts';
import { failureOf } from '../support/failure.ts';

let folder: string;
const at = (...parts: readonly string[]) => join(folder, ...parts);
const [pem = ''] = rootCertificates;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imgscan-tls-'));
  await mkdir(at('certs.d', 'r.example:5000'), { recursive: true });
  await mkdir(at('certs.d', 'half.example'));
  await writeFile(at('ca.pem'), pem);
  await writeFile(at('text.pem'), 'hello');
  await writeFile(at('broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  await writeFile(at('certs.d', 'r.example:5000', 'ca.crt'), pem);
  await writeFile(at('certs.d', 'half.example', 'client.cert'), pem);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (host: string, more: object = {}) =>
  readTlsMaterial(host, { certificateDirectories: [at('certs.d'), at('nowhere')], ...more });

describe('readTlsMaterial', () => {
  it('leaves Node’s defaults where there is nothing', async () => {
    expect(await read('other.example')).toEqual({});
  });
  it('trusts the folder of the exact host', async () => {
    expect(Object.keys(await read('r.example:5000')).sort()).toEqual(['others', 'own']);
    expect(await read('r.example')).toEqual({});
  });
  it('trusts the file that is given', async () => {
    expect(Object.keys(await read('x.example', { caFile: at('ca.pem') })).sort()).toEqual(['others', 'own']);
  });
  const rows: readonly (readonly [string, string, () => object, string])[] = [
    ['a file that is not there', 'x', () => ({ caFile: at('gone.pem') }), 'gone.pem'],
    ['a file without certificates', 'x', () => ({ caFile: at('text.pem') }), 'no PEM certificate'],
    [
      'a broken certificate',
      'x',
      () => ({ caFile: at('broken.pem') }),
      'broken.pem holds no PEM certificate',
    ],
    ['a certificate without its key', 'half.example', () => ({}), 'client.key'],
    [
      'a key that is none',
      'x',
      () => ({ clientCertificate: { certFile: at('ca.pem'), keyFile: at('text.pem') } }),
      'cannot be used',
    ],
  ];
  for (const [name, host, more, words] of rows) {
    it(`refuses ${name}`, async () => {
      const error = await failureOf(() => read(host, more()));
      expect(error.code).toBe('USAGE');
      expect(error.message).toContain(words);
    });
  }
});
