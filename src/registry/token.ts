/** Bearer tokens from a registry's token server. https://distribution.github.io/distribution/spec/auth/token/ and /oauth/ */
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import type { Challenge } from './challenge.ts';
import { basicAuthorization, type Credential } from './credential.ts';
import { redactUrl } from './error.ts';
import { isPrivateAddress } from './proxy.ts';
import { sendFollowing } from './redirect.ts';
import { type HttpResponse, readBody, type Transport } from './transport.ts';

const maxTokenBytes = 1024 * 1024;
/** What the spec assumes when a server says nothing, and Docker's least. */
const leastLifeSeconds = 60;

export interface TokenRequest {
  readonly realm: URL;
  readonly service: string;
  readonly scopes: readonly string[];
}

export interface Token {
  readonly value: string;
  readonly lifeMs: number;
}

const tokenSchema = v.object({
  token: v.nullish(v.string(), ''),
  access_token: v.nullish(v.string(), ''),
  expires_in: v.nullish(v.number(), leastLifeSeconds),
});

/**
 * What a Bearer challenge asks for. UNAUTHORIZED when its realm is not to be trusted: plain http (unless
 * `allowHttp`), or a private address that is not the registry's own: a registry must not send us about a network.
 */
export function tokenRequest(
  challenge: Challenge,
  registry: URL,
  defaultScope: string | undefined,
  allowHttp: boolean,
): TokenRequest {
  const text = challenge.parameters.get('realm') ?? '';
  const realm = URL.canParse(text) ? new URL(text) : undefined;
  const refuse = (why: string): ImgscanError =>
    new ImgscanError('UNAUTHORIZED', `${registry.host} names a token server that cannot be used: ${why}`);
  if (realm === undefined || !/^https?:$/.test(realm.protocol))
    throw refuse('its realm is no http or https URL');
  if (realm.protocol === 'http:' && !allowHttp) throw refuse(`${redactUrl(realm)} is not https`);
  const foreign = realm.hostname !== registry.hostname;
  if (foreign && (isPrivateAddress(realm.hostname) || realm.hostname === 'localhost')) {
    throw refuse(`${redactUrl(realm)} is a private address`);
  }
  realm.username = '';
  realm.password = '';
  const scope = challenge.parameters.get('scope') ?? defaultScope ?? '';
  return {
    realm,
    service: challenge.parameters.get('service') ?? '',
    scopes: scope.split(' ').filter((part) => part !== ''),
  };
}

/**
 * Fetches a token: anonymously, by Basic, or with an identity token by OAuth2 POST, and by GET where the server
 * knows no POST. Answers that are no success come back as they are, for the caller to explain.
 */
export async function fetchToken(
  request: TokenRequest,
  credential: Credential | undefined,
  transport: Transport,
  allowHttp: boolean,
  signal?: AbortSignal,
): Promise<Token | HttpResponse> {
  if (credential?.kind === 'identity') {
    const response = await post(request, credential.token, transport, signal);
    if (response.status === 200) return decodeToken(response, request.realm);
    if (![401, 404, 405].includes(response.status)) return response;
    response.discard();
  }
  const response = await get(request, credential, transport, allowHttp, signal);
  return response.status === 200 ? decodeToken(response, request.realm) : response;
}

function post(
  { realm, service, scopes }: TokenRequest,
  refreshToken: string,
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    service,
    client_id: 'imgscan',
    refresh_token: refreshToken,
  });
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  return transport.send({ url: realm, method: 'POST', headers, body: form.toString() }, signal);
}

function get(
  { realm, service, scopes }: TokenRequest,
  credential: Credential | undefined,
  transport: Transport,
  allowHttp: boolean,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const url = new URL(realm);
  if (service !== '') url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const authorization = credential === undefined ? undefined : basicOf(credential);
  const headers = {
    accept: 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
  return sendFollowing(transport, { url, method: 'GET', headers }, allowHttp, signal);
}

function basicOf(credential: Credential): string | undefined {
  switch (credential.kind) {
    case 'password':
      return basicAuthorization(credential.username, credential.password);
    case 'identity':
      return basicAuthorization(credential.username, credential.token);
    case 'bearer':
      return undefined;
  }
}

async function decodeToken(response: HttpResponse, realm: URL): Promise<Token> {
  const bytes = await readBody(response, maxTokenBytes, `token from ${redactUrl(realm)}`);
  const result = v.safeParse(tokenSchema, parseJson(bytes));
  const value = result.success ? result.output.token || result.output.access_token : '';
  // It goes into a header as it is.
  if (!result.success || !/^[\x21-\x7e]+$/.test(value)) {
    throw new ImgscanError('UNAUTHORIZED', `the token server ${redactUrl(realm)} answered without a token`);
  }
  return { value, lifeMs: Math.max(result.output.expires_in, leastLifeSeconds) * 1000 };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // The parser's message would quote the token.
    return undefined;
  }
}
