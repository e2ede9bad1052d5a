/** Real registry servers that ask for something: TLS, a password, a client certificate, a token. */
import { spawn } from 'node:child_process';
import { createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { Certificate } from './certificates.ts';
import { tool } from './tool.ts';

export interface StartedRegistry {
  /** `localhost:PORT` */
  readonly host: string;
  close(): void;
}

export interface SecureRegistryOptions {
  readonly folder: string;
  readonly certificate: Certificate;
  /** Authority of the client certificates that are asked for. */
  readonly clientAuthority?: string;
  /** Lines of the configuration's `auth` section. */
  readonly auth?: (host: string) => string;
}

export async function startSecureRegistry(options: SecureRegistryOptions): Promise<StartedRegistry> {
  const { folder, certificate, clientAuthority, auth } = options;
  const port = await freePort();
  const host = `localhost:${port}`;
  await mkdir(folder, { recursive: true });
  const clients = clientAuthority === undefined ? '' : `, clientcas: ['${clientAuthority}']`;
  const lines = [
    'version: 0.1',
    'log: {level: error}',
    `storage: {filesystem: {rootdirectory: '${join(folder, 'data')}'}}`,
    `http: {addr: '127.0.0.1:${port}', secret: s, tls: {certificate: '${certificate.certFile}', key: '${certificate.keyFile}'${clients}}}`,
    ...(auth === undefined ? [] : [`auth: ${auth(host)}`]),
  ];
  const configuration = join(folder, 'registry.yml');
  await writeFile(configuration, `${lines.join('\n')}\n`);
  await tool('docker-registry', ['--version']);
  const server = spawn('docker-registry', ['serve', configuration], { stdio: 'ignore' });
  await listening(port);
  return { host, close: () => void server.kill() };
}

/** The `auth` section for a password file with one user. */
export async function passwordAuth(folder: string, username: string, password: string): Promise<string> {
  const file = join(folder, 'htpasswd');
  await writeFile(file, await tool('htpasswd', ['-Bbn', username, password]));
  return `{htpasswd: {realm: test, path: '${file}'}}`;
}

export interface TokenServer {
  readonly url: string;
  /** `METHOD scope user` of each request. */
  readonly calls: readonly string[];
  /** The `auth` section of a registry that trusts it. */
  readonly auth: string;
  close(): void;
}

/**
 * Hands out the JSON web tokens that Docker's registry takes: anyone may pull, the user may push, and the identity
 * token is taken for the user. https://distribution.github.io/distribution/spec/auth/jwt/
 */
export async function startTokenServer(
  certificate: Certificate,
  user: { readonly username: string; readonly password: string; readonly identityToken: string },
): Promise<TokenServer> {
  const tls = { cert: await readFile(certificate.certFile), key: await readFile(certificate.keyFile) };
  const key = createPrivateKey(tls.key);
  const x5c = [new X509Certificate(tls.cert).raw.toString('base64')];
  const calls: string[] = [];
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const tokenFor = (scopes: readonly string[], subject: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const access = scopes.map((scope) => {
      const [type, name, actions = ''] = scope.split(':');
      const allowed = actions.split(',').filter((action) => subject !== '' || action === 'pull');
      return { type, name, actions: allowed };
    });
    const claims = {
      iss: 'test',
      sub: subject,
      aud: 'registry',
      exp: now + 300,
      nbf: now - 10,
      iat: now,
      jti: randomUUID(),
      access,
    };
    const text = `${encode({ typ: 'JWT', alg: 'ES256', x5c })}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const server = createSecureServer(tls, async (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'https://localhost');
    const form = new URLSearchParams(await bodyOf(request));
    const scopes = [...searchParams.getAll('scope'), ...form.getAll('scope')].flatMap((scope) =>
      scope.split(' '),
    );
    const basic = Buffer.from(
      request.headers.authorization?.replace('Basic ', '') ?? '',
      'base64',
    ).toString();
    const known =
      basic === `${user.username}:${user.password}` || form.get('refresh_token') === user.identityToken;
    const offered = basic !== '' || form.has('refresh_token');
    calls.push(`${request.method} ${scopes.join(' ')} ${known ? user.username : ''}`.trim());
    if (offered && !known) return response.writeHead(401).end();
    const token = tokenFor(
      scopes.filter((scope) => scope !== ''),
      known ? user.username : '',
    );
    return response.end(JSON.stringify({ token, access_token: token, expires_in: 300 }));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  const url = `https://localhost:${port}/token`;
  return {
    url,
    calls,
    auth: `{token: {realm: '${url}', service: registry, issuer: test, rootcertbundle: '${certificate.certFile}'}}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Waits until something listens. */
async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`docker-registry did not listen on port ${port} within 10 seconds`);
}
