import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RegistryOptions } from '../../src/registry/client.ts';
import { failureOf } from '../support/failure.ts';
import {
  basicMe,
  bearerScheme,
  type CredentialFileFixture,
  createCredentialFile,
  me,
  type Scheme,
  startAuth,
} from './auth-harness.ts';
import { answer, type Harness } from './harness.ts';

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

describe('Bearer', () => {
  it('fetches one anonymous token for many requests', async () => {
    const { resolve, calls } = await start(bearerScheme);
    await resolve();
    await resolve();
    expect(calls).toEqual([
      {
        method: 'GET',
        query: 'service=reg&scope=repository:team/app:pull',
        body: '',
        authorization: undefined,
      },
    ]);
    expect(harness.requests).toHaveLength(3);
  });
  it('shows the password to the token server alone', async () => {
    const { resolve, calls } = await start(bearerScheme, { credentials: me });
    await resolve();
    expect(calls.map(({ authorization }) => authorization)).toEqual([basicMe]);
    expect(harness.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer t1']);
  });
  it('names the scope itself when the challenge does not', async () => {
    const { resolve, calls } = await start({ ...bearerScheme, challenge: 'Bearer realm="REALM"' });
    await resolve();
    expect(calls[0]?.query).toBe('scope=repository:team/app:pull');
  });
  it('keeps tokens apart by repository', async () => {
    const { resolve, calls } = await start({ ...bearerScheme, challenge: 'Bearer realm="REALM"' });
    await resolve('team/app');
    await resolve('team/other');
    expect(calls.map(({ query }) => query)).toEqual([
      'scope=repository:team/app:pull',
      'scope=repository:team/other:pull',
    ]);
  });
  it('fetches another when the first has nearly expired', async () => {
    const { resolve, calls } = await start({
      ...bearerScheme,
      token: (_, __, count) => ({ access_token: `t${count}`, expires_in: 300 }),
    });
    await resolve();
    harness.clock.advance(260_000);
    await resolve();
    expect(calls).toHaveLength(1);
    harness.clock.advance(20_000);
    await resolve();
    expect(calls).toHaveLength(2);
    expect(harness.requests).toHaveLength(4);
  });
  it('fetches another when the registry no longer takes the first', async () => {
    let revoked = false;
    const { resolve, calls } = await start({
      ...bearerScheme,
      accepts: (authorization, tokens) =>
        tokens > 0 && authorization === `Bearer t${tokens}` && !(revoked && tokens === 1),
    });
    await resolve();
    revoked = true;
    await resolve();
    expect(calls).toHaveLength(2);
  });
  it('is found for requests side by side', async () => {
    const accepts = (authorization: string | undefined) => authorization?.startsWith('Bearer t') ?? false;
    const { resolve } = await start({ ...bearerScheme, accepts });
    await Promise.all(Array.from({ length: 5 }, () => resolve()));
    expect(harness.requests).toHaveLength(10);
  });
  it('is chosen before Basic', async () => {
    const { resolve, calls } = await start(
      { ...bearerScheme, challenge: `Basic realm="x", ${bearerScheme.challenge}` },
      { credentials: me },
    );
    await resolve();
    expect(calls).toHaveLength(1);
  });
  it('takes an identity token by OAuth2, once', async () => {
    const { resolve, calls } = await start(
      { ...bearerScheme, token: (call) => ({ access_token: 't1', refresh_token: call.body }) },
      await file.options({}),
    );
    await file.write(harness.host, {
      auth: Buffer.from('id:').toString('base64'),
      identitytoken: 'refresh-me',
    });
    await resolve();
    expect(calls).toEqual([
      {
        method: 'POST',
        query: '',
        body: 'grant_type=refresh_token&service=reg&client_id=imgscan&refresh_token=refresh-me&scope=repository:team/app:pull',
        authorization: undefined,
      },
    ]);
  });
  for (const status of [401, 404, 405]) {
    it(`takes an identity token by GET where POST gets ${status}`, async () => {
      const { resolve, calls } = await start(
        {
          ...bearerScheme,
          token: (call, response) => (call.method === 'POST' ? answer(response, status) : { token: 't2' }),
        },
        await file.options({}),
      );
      await file.write(harness.host, {
        auth: Buffer.from('id:').toString('base64'),
        identitytoken: 'refresh-me',
      });
      await resolve();
      expect(calls.map(({ method, authorization }) => [method, authorization])).toEqual([
        ['POST', undefined],
        ['GET', `Basic ${Buffer.from('id:refresh-me').toString('base64')}`],
      ]);
    });
  }
  it('takes a ready token from the config file', async () => {
    const { resolve, calls } = await start(
      { ...bearerScheme, accepts: (authorization) => authorization === 'Bearer ready' },
      await file.options({}),
    );
    await file.write(harness.host, { registrytoken: 'ready' });
    await resolve();
    expect(calls).toEqual([]);
  });

  it('tries again when the token server stumbles', async () => {
    const { resolve, calls } = await start({
      ...bearerScheme,
      token: (_, response, count) => (count < 3 ? answer(response, 503) : { token: 't3' }),
    });
    await resolve();
    expect(calls).toHaveLength(3);
    expect(harness.clock.slept).toHaveLength(2);
  });
  it('names the refusal of the token server', async () => {
    const body = '{"errors":[{"code":"UNAUTHORIZED","message":"incorrect username or password"}]}';
    const { resolve } = await start(
      { ...bearerScheme, token: (_, response) => answer(response, 401, {}, body) },
      { credentials: me },
    );
    const error = await failureOf(resolve);
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
    expect(error.message).toContain('incorrect username or password');
    expect(`${error.message}${error.hint}`).not.toContain('hunter2');
  });
  const nonsense: readonly (readonly [string, unknown])[] = [
    ['no token', {}],
    ['an empty token', { token: '' }],
    ['a token that would break the header', { token: 'a\r\nX: secret-token' }],
    ['a list', ['secret-token']],
  ];
  for (const [name, value] of nonsense) {
    it(`refuses ${name}`, async () => {
      const { resolve } = await start({ ...bearerScheme, token: () => value });
      const error = await failureOf(resolve);
      expect(error.code).toBe('UNAUTHORIZED');
      expect(error.message).toContain('without a token');
      expect(error.message).not.toContain('secret-token');
    });
  }
});
