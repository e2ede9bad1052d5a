import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCredentialFile, storedCredential } from '../../src/registry/credential-file.ts';
import { findCredential } from '../../src/registry/credential-store.ts';
import { failureOf } from '../support/failure.ts';

const secret = 'hunter2';
const basic = (text: string) => Buffer.from(text).toString('base64');
const password = (username: string, value = secret) => ({ kind: 'password', username, password: value });

describe('storedCredential', () => {
  const file = {
    auths: {
      'https://index.docker.io/v1/': { auth: basic(`hub:${secret}`) },
      'r.example': { auth: basic(`whole:${secret}`) },
      'r.example/team': { auth: basic(`team:${secret}`) },
      'r.example/team/app': { username: 'app', password: secret },
      'https://old.example/v2/': { auth: `${basic(`old:${secret}\0\0`)}` },
      'acr.example': { auth: basic('00000000-0000-0000-0000-000000000000:'), identitytoken: secret },
      'bearer.example': { registrytoken: secret },
      'r.example:5000': { auth: basic('port:a:b') },
      'empty.example': {},
      'null.example': null,
    },
  };
  const decoded = decodeCredentialFile(JSON.stringify(file));
  const rows: readonly (readonly [string, string, unknown])[] = [
    ['docker.io', 'library/nginx', password('hub')],
    ['r.example', 'other', password('whole')],
    ['r.example', 'team/x', password('team')],
    ['r.example', 'team/app', password('app')],
    ['r.example', 'team/app/sub', password('app')],
    ['r.example', 'teamx', password('whole')],
    ['old.example', 'a', password('old')],
    [
      'acr.example',
      'a',
      { kind: 'identity', username: '00000000-0000-0000-0000-000000000000', token: secret },
    ],
    ['bearer.example', 'a', { kind: 'bearer', token: secret }],
    ['r.example:5000', 'a', password('port', 'a:b')],
    ['empty.example', 'a', undefined],
    ['null.example', 'a', undefined],
    ['r.example.evil.com', 'a', undefined],
    ['evil-r.example', 'a', undefined],
    ['sub.r.example', 'a', undefined],
    ['__proto__', 'a', undefined],
  ];
  for (const [host, repository, expected] of rows) {
    it(`${host}/${repository}`, () => {
      expect(storedCredential(decoded, host, repository)).toEqual(expected);
    });
  }
});

describe('findCredential', () => {
  let folder: string;
  const put = async (path: string, content: unknown) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const helper = async (name: string, script: string) => {
    await put(`bin/docker-credential-${name}`, `#!/bin/sh\nread server\n${script}\n`);
    await chmod(join(folder, `bin/docker-credential-${name}`), 0o755);
  };
  const environment = (more: Record<string, string> = {}) => ({
    HOME: join(folder, 'home'),
    PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
    ...more,
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'imgscan-credential-'));
    await put('home/.docker/config.json', { auths: { 'r.example': { auth: basic(`home:${secret}`) } } });
    await put('run/containers/auth.json', { auths: { 'r.example/a': { auth: basic(`podman:${secret}`) } } });
    await put('docker/config.json', { auths: { 'r.example': { auth: basic(`docker:${secret}`) } } });
    await put('named.json', { auths: { 'r.example': { auth: basic(`named:${secret}`) } } });
    await helper(
      'good',
      `printf '{"ServerURL":"%s","Username":"user-%s","Secret":"${secret}"}' "$server" "$server"`,
    );
    await helper('token', `echo '{"Username":"<token>","Secret":"${secret}"}'`);
    await helper('none', `echo 'credentials not found in native keychain'; exit 1`);
    await helper('failing', `echo 'broken with ${secret}'; exit 3`);
    await helper('nonsense', `echo 'password: ${secret}'`);
    await helper('endless', `exec yes '${secret}'`);
    await helper('deaf', `exec 0<&-; echo '{"Username":"u","Secret":"${secret}"}'`);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const places: readonly (readonly [string, string, Record<string, string>, string | undefined])[] = [
    ['~/.docker/config.json', 'a', {}, 'home'],
    ['$DOCKER_CONFIG before it', 'a', { DOCKER_CONFIG: 'docker' }, 'docker'],
    ['$XDG_RUNTIME_DIR before both', 'a', { XDG_RUNTIME_DIR: 'run' }, 'podman'],
    ['and past it for another repository', 'b', { XDG_RUNTIME_DIR: 'run' }, 'home'],
    ['$REGISTRY_AUTH_FILE alone', 'a', { REGISTRY_AUTH_FILE: 'named.json', XDG_RUNTIME_DIR: 'run' }, 'named'],
  ];
  for (const [name, repository, variables, username] of places) {
    it(name, async () => {
      const paths = Object.fromEntries(
        Object.entries(variables).map(([key, path]) => [key, join(folder, path)]),
      );
      const { found, warnings } = await findCredential('r.example', repository, environment(paths));
      expect(found?.credential).toEqual(password(username ?? ''));
      expect(warnings).toEqual([]);
    });
  }
  it('finds nothing where there is nothing', async () => {
    expect(await findCredential('r.example', 'a', {})).toEqual({ warnings: [] });
    expect(await findCredential('other.example', 'a', environment())).toEqual({ warnings: [] });
  });

  const helpers: readonly (readonly [string, unknown, string, unknown])[] = [
    ['of one registry', { credHelpers: { 'r.example': 'good' } }, 'r.example', password('user-r.example')],
    ['of all', { credsStore: 'good' }, 'x.example:1', password('user-x.example:1')],
    ['of Docker Hub', { credsStore: 'good' }, 'docker.io', password('user-https://index.docker.io/v1/')],
    [
      'own before the one of all',
      { credsStore: 'failing', credHelpers: { 'r.example': 'good' } },
      'r.example',
      password('user-r.example'),
    ],
    [
      'with an identity token',
      { credsStore: 'token' },
      'r.example',
      { kind: 'identity', username: '', token: secret },
    ],
    ['that does not read', { credsStore: 'deaf' }, 'r.example', password('u')],
    [
      'that knows nothing, then the file',
      { credsStore: 'none', auths: { 'r.example': { auth: basic(`stored:${secret}`) } } },
      'r.example',
      password('stored'),
    ],
  ];
  for (const [name, config, host, expected] of helpers) {
    it(`asks a helper ${name}`, async () => {
      await put('helper/config.json', config);
      const { found, warnings } = await findCredential(
        host,
        'a',
        environment({ DOCKER_CONFIG: join(folder, 'helper') }),
      );
      expect(found?.credential).toEqual(expected);
      expect(warnings).toEqual([]);
    });
  }

  const broken: readonly (readonly [string, unknown, string])[] = [
    ['a file that is no JSON', `{"auths": {"r.example": "${secret}`, 'not JSON'],
    ['a file of another shape', { auths: { 'r.example': secret } }, 'not the shape'],
    [
      'an auth without a colon',
      { auths: { 'r.example': { auth: basic(secret) } } },
      'not base64 of user:password',
    ],
    ['a helper that fails', { credsStore: 'failing' }, 'exit code 3'],
    ['a helper that answers nonsense', { credsStore: 'nonsense' }, 'not the JSON of a credential'],
    ['a helper without end', { credsStore: 'endless' }, 'longer than'],
    ['a helper that is not there', { credsStore: 'missing' }, 'not installed'],
    ['a helper that is a path', { credsStore: '../../bin/sh' }, 'not that of a program'],
  ];
  for (const [name, config, reason] of broken) {
    it(`warns of ${name} and goes on`, async () => {
      await put('broken/config.json', config);
      const { found, warnings } = await findCredential(
        'r.example',
        'a',
        environment({ DOCKER_CONFIG: join(folder, 'broken') }),
      );
      expect(found).toBeUndefined();
      expect(warnings).toMatchObject([{ code: 'CREDENTIALS_UNUSABLE' }]);
      expect(warnings[0]?.message).toContain(reason);
      expect(warnings[0]?.message).not.toContain(secret);
    });
  }
  it('warns when the file that was named is not there', async () => {
    const { warnings } = await findCredential('r.example', 'a', {
      REGISTRY_AUTH_FILE: join(folder, 'nowhere'),
    });
    expect(warnings[0]?.message).toContain('is not there');
  });
  it('stops a helper when aborted', async () => {
    await helper('slow', 'exec sleep 60');
    await put('slow/config.json', { credsStore: 'slow' });
    const signal = AbortSignal.timeout(50);
    const error = await failureOf(() =>
      findCredential('r.example', 'a', environment({ DOCKER_CONFIG: join(folder, 'slow') }), signal),
    );
    expect(error.code).toBe('ABORTED');
  });
});
