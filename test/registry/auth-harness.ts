/** A registry that asks for authorization, with a token server beside it, and the credential file of a test. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryOptions } from '../../src/registry/client.ts';
import { makeImage, serveImage } from '../support/image.ts';
import { answer, startHarness } from './harness.ts';

const image = makeImage();
export const me = { username: 'me', password: 'hunter2' };
export const basicMe = `Basic ${Buffer.from('me:hunter2').toString('base64')}`;

export interface TokenCall {
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

export interface Scheme {
  /** The challenge; REALM stands for the token server's URL. */
  readonly challenge: string;
  /** The Authorization that lets in, given how many tokens were handed out. */
  readonly accepts: (authorization: string | undefined, tokens: number) => boolean;
  readonly token?: (call: TokenCall, response: ServerResponse, count: number) => unknown;
}

/** A registry that lets in by a scheme, its token server on the same host under another port. */
export async function startAuth(scheme: Scheme, options: Partial<RegistryOptions> = {}) {
  const calls: TokenCall[] = [];
  let realm = '';
  const harness = await startHarness(
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
  return { harness, calls, resolve: (name = 'team/app') => harness.repository(name).resolve() };
}

export const basicScheme: Scheme = {
  challenge: 'Basic realm="registry"',
  accepts: (authorization) => authorization === basicMe,
};
export const bearerScheme: Scheme = {
  challenge: 'bearer realm="REALM",service="reg",scope="repository:team/app:pull"',
  accepts: (authorization, tokens) => tokens > 0 && authorization === `Bearer t${tokens}`,
};

export interface CredentialFileFixture {
  /** Options that name the file, which holds this at first. */
  options(content: unknown): Promise<Partial<RegistryOptions>>;
  /** Puts an entry for a registry into it, once its host is known. */
  write(host: string, entry: unknown): Promise<void>;
  remove(): Promise<void>;
}

export async function createCredentialFile(): Promise<CredentialFileFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'imgscan-auth-'));
  const path = join(folder, 'auth.json');
  return {
    async options(content) {
      await writeFile(path, JSON.stringify(content));
      return { environment: { REGISTRY_AUTH_FILE: path } };
    },
    write: (host, entry) => writeFile(path, JSON.stringify({ auths: { [host]: entry } })),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
