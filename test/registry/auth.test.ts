import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RegistryOptions } from '../../src/registry/client.ts';
import { failureOf } from '../support/failure.ts';
import { makeImage, serveImage } from '../support/image.ts';
import { answer, type Harness, startHarness } from './harness.ts';

const image = makeImage();
const me = { username: 'me', password: 'hunter2' };
const basicMe = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;
let harness: Harness;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imgscan-auth-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => harness.close());

interface TokenCall {
  readonly method: string;
  readonly query: string;
  readonly body: string;
  readonly authorization: string | undefined;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

interface Scheme {
  /** The challenge; REALM stands for the token server's URL. */
  readonly challenge: string;
  /** The Authorization that lets in, given how many tokens were handed out. */
  readonly accepts: (authorization: string | undefined, tokens: number) => boolean;
  readonly token?: (call: TokenCall, response: ServerResponse, count: number) => unknown;
}

/** A registry that lets in by a scheme, its token server on the same host under another port. */
async function start(scheme: Scheme, options: Partial<RegistryOptions> = {}) {
  const calls: TokenCall[] = [];
  let realm = '';
  harness = await startHarness(
    [serveImage(image, 'team/app'), serveImage(image, 'team/other')],
    (request, response) => {
      if (scheme.accepts(request.headers.authorization, calls.length)) return false;
      return answer(
        response,
        401,
        { 'www-authenticate': scheme.challenge.replace('REALM', realm) },
        '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}',
      );
    },
    options,
  );
  const server = await harness.serve([], async (request, response) => {
    const call = {
      method: request.method ?? '',
      query: decodeURIComponent((request.url ?? '').split('?')[1] ?? ''),
      body: decodeURIComponent(await bodyOf(request)),
      authorization: request.headers.authorization,
    };
    calls.push(call);
    const value = scheme.token?.(call, response, calls.length);
    if (!response.writableEnded)
      answer(response, 200, {}, JSON.stringify(value ?? { token: `t${calls.length}` }));
    return true;
  });
  realm = `http://${server.host}/token`;
  return { calls, resolve: (name = 'team/app') => harness.repository(name).resolve() };
}

/** Options that name a credential file; `writeAuths` fills it once the registry's host is known. */
async function configFor(content: unknown): Promise<Partial<RegistryOptions>> {
  const path = join(folder, 'auth.json');
  await writeFile(path, JSON.stringify(content));
  return { environment: { REGISTRY_AUTH_FILE: path } };
}
const writeAuths = (entry: unknown) =>
  writeFile(join(folder, 'auth.json'), JSON.stringify({ auths: { [harness.host]: entry } }));

const basicScheme: Scheme = {
  challenge: 'Basic realm="registry"',
  accepts: (authorization) => authorization === basicMe,
};
const bearerScheme: Scheme = {
  challenge: 'bearer realm="REALM",service="reg",scope="repository:team/app:pull"',
  accepts: (authorization, tokens) => tokens > 0 && authorization === `Bearer t${tokens}`,
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
    const { resolve } = await start(basicScheme, await configFor({}));
    await writeAuths({ auth: Buffer.from('me:hunter2').toString('base64') });
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
    const { resolve } = await start(basicScheme, await configFor('x'));
    const error = await failureOf(resolve);
    expect(error.hint).toContain('auth.json could not be used');
    expect(harness.client.warnings()).toMatchObject([{ code: 'CREDENTIALS_UNUSABLE' }]);
  });
});

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
      await configFor({}),
    );
    await writeAuths({ auth: Buffer.from('id:').toString('base64'), identitytoken: 'refresh-me' });
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
        await configFor({}),
      );
      await writeAuths({ auth: Buffer.from('id:').toString('base64'), identitytoken: 'refresh-me' });
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
      await configFor({}),
    );
    await writeAuths({ registrytoken: 'ready' });
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
