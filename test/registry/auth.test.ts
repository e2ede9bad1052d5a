import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RegistryOptions } from '../../src/registry/client.ts';
import { failureOf } from '../support/failure.ts';
import {
  basicMe,
  basicScheme,
  type CredentialFileFixture,
  createCredentialFile,
  me,
  type Scheme,
  startAuth,
} from './auth-harness.ts';
import type { Harness } from './harness.ts';

let harness: Harness;
let file: CredentialFileFixture;
beforeAll(async () => {
  file = await createCredentialFile();
});
afterAll(() => file.remove());
afterEach(() => harness.close());

const start = async (scheme: Scheme, options?: Partial<RegistryOptions>) => {
  const started = await startAuth(scheme, options);
  harness = started.harness;
  return started;
};

describe('Basic', () => {
  it('is sent once it is asked for, and from then on at once', async () => {
    const { resolve } = await start(basicScheme, { credentials: me });
    await resolve();
    await resolve();
    expect(harness.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      basicMe,
      basicMe,
    ]);
  });
  it('is found for requests side by side', async () => {
    const { resolve } = await start(basicScheme, { credentials: me });
    const all = await Promise.all(Array.from({ length: 5 }, () => resolve()));
    expect(all).toHaveLength(5);
  });
  it('comes from the config file', async () => {
    const { resolve } = await start(basicScheme, await file.options({}));
    await file.write(harness.host, { auth: Buffer.from('me:hunter2').toString('base64') });
    await resolve();
    expect(harness.client.warnings()).toEqual([]);
  });
  it('is named when it is wrong, without the password', async () => {
    const { resolve } = await start(basicScheme, {
      credentials: { username: 'me', password: 'wrong-secret' },
    });
    const error = await failureOf(resolve);
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: 401, codes: ['UNAUTHORIZED'] });
    expect(error.hint).toContain('the credentials from the command line were refused');
    expect(JSON.stringify(error) + error.message + error.hint + error.stack).not.toContain('wrong-secret');
    expect(harness.requests).toHaveLength(2);
  });
  it('tells how to log in when there is none', async () => {
    const { resolve } = await start(basicScheme);
    const error = await failureOf(resolve);
    expect(error.hint).toContain('docker login');
    expect(harness.requests).toHaveLength(1);
  });
  it('tells of the broken file that may be why', async () => {
    const { resolve } = await start(basicScheme, await file.options('x'));
    const error = await failureOf(resolve);
    expect(error.hint).toContain('auth.json could not be used');
    expect(harness.client.warnings()).toMatchObject([{ code: 'CREDENTIALS_UNUSABLE' }]);
  });
});

describe('a token server is refused', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['at a private address', 'http://10.0.0.1/token'],
    ['at the metadata address', 'http://169.254.169.254/latest/meta-data'],
    ['at another name of this machine', 'http://localhost:1/token'],
    ['at a mapped private address', 'http://[::ffff:192.168.0.1]/token'],
    ['without http', 'file:///etc/passwd'],
    ['without a URL', 'token'],
  ];
  for (const [name, realm] of rows) {
    it(name, async () => {
      const { resolve } = await start(
        { challenge: `Bearer realm="${realm}"`, accepts: () => false },
        { credentials: me },
      );
      const error = await failureOf(resolve);
      expect(error.code).toBe('UNAUTHORIZED');
      expect(error.message).toContain('names a token server that cannot be used');
    });
  }
});

it('a challenge that cannot be read is a refusal', async () => {
  const { resolve } = await start({ challenge: 'Negotiate', accepts: () => false }, { credentials: me });
  expect((await failureOf(resolve)).code).toBe('UNAUTHORIZED');
  expect(harness.requests).toHaveLength(1);
});
