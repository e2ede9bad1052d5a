/** Keeps what one registry asked for and what it was answered: credentials, tokens, and what to say on refusal. */
import type { Warning } from '../model/layer.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { basicAuthorization, type FoundCredential } from './credential.ts';
import { type CredentialLookup, findCredential } from './credential-store.ts';
import type { Environment } from './proxy.ts';
import { responseError } from './response-error.ts';
import type { Clock } from './retry.ts';
import { fetchToken, type TokenRequest, tokenRequest } from './token.ts';
import type { Transport } from './transport.ts';

export interface Authorizer {
  /** The Authorization header for a repository, as far as the registry has asked for one; fetches a token if need be. */
  authorization(repository: string, signal?: AbortSignal): Promise<string | undefined>;
  /**
   * Takes the challenge of a 401 and the Authorization that was refused; true when another one may be let in.
   * Requests side by side may each bring theirs.
   */
  challenged(
    repository: string,
    header: string,
    refused: string | undefined,
    signal?: AbortSignal,
  ): Promise<boolean>;
  /** What the user can do when access is refused. */
  accessHint(repository: string): string;
  /** CREDENTIALS_UNUSABLE for what was broken on the way to a credential. */
  warnings(): readonly Warning[];
}

export interface AuthorizerOptions {
  /** As a reference names the registry: `docker.io`. */
  readonly host: string;
  /** Origin of the registry. */
  readonly origin: URL;
  /** Given by the user, before any file. */
  readonly given?: FoundCredential;
  readonly environment: Environment;
  readonly transport: Transport;
  /** True for a registry that is itself reached by http, or insecurely. */
  readonly allowHttp: boolean;
  readonly clock: Clock;
}

interface CachedToken {
  readonly header: string;
  readonly expiresAt: number;
}

export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { host, given, environment, transport, clock } = options;
  const challenges = new Map<string, Challenge>();
  const lookups = new Map<string, CredentialLookup>();
  const tokens = new Map<string, CachedToken>();

  const lookUp = async (repository: string, signal: AbortSignal | undefined): Promise<CredentialLookup> => {
    const known = lookups.get(repository);
    if (known !== undefined) return known;
    const lookup =
      given === undefined
        ? await findCredential(host, repository, environment, signal)
        : { found: given, warnings: [] };
    lookups.set(repository, lookup);
    return lookup;
  };

  const requestOf = (challenge: Challenge, repository: string): TokenRequest => {
    const scope = repository === '' ? undefined : `repository:${repository}:pull`;
    return tokenRequest(challenge, options.origin, scope, options.allowHttp);
  };

  const bearer = async (challenge: Challenge, repository: string, signal: AbortSignal | undefined) => {
    const { found } = await lookUp(repository, signal);
    const credential = found?.credential;
    if (credential?.kind === 'bearer') return `Bearer ${credential.token}`;
    const request = requestOf(challenge, repository);
    const key = tokenKey(request, repository);
    const cached = tokens.get(key);
    if (cached !== undefined && clock.now() < cached.expiresAt) return cached.header;
    const answer = await fetchToken(request, credential, transport, options.allowHttp, signal);
    if ('status' in answer) {
      const subject = `token for ${host}/${repository}`;
      throw await responseError(
        answer,
        { subject, accessHint: accessHint(repository), now: clock.now() },
        signal,
      );
    }
    const header = `Bearer ${answer.value}`;
    // A tenth of its life is left for the request that carries it.
    tokens.set(key, { header, expiresAt: clock.now() + answer.lifeMs * 0.9 });
    return header;
  };

  const accessHint = (repository: string): string => {
    const lookup = lookups.get(repository);
    const broken = lookup?.warnings.map(({ message }) => message).join('; ');
    if (broken) return broken;
    if (lookup?.found !== undefined) {
      return `the credentials from ${lookup.found.origin} were refused; check them, and that the image exists`;
    }
    return `no credentials for ${host} were found: log in with docker login or podman login, or give --username with --password-stdin; an image that does not exist can look the same`;
  };

  return {
    async authorization(repository, signal) {
      const challenge = challenges.get(repository);
      if (challenge === undefined) return undefined;
      if (challenge.scheme === 'bearer') return bearer(challenge, repository, signal);
      return basicOf((await lookUp(repository, signal)).found);
    },
    async challenged(repository, header, refused, signal) {
      const offered = parseChallenges(header);
      const challenge =
        offered.find(({ scheme }) => scheme === 'bearer') ?? offered.find(({ scheme }) => scheme === 'basic');
      const { found } = await lookUp(repository, signal);
      if (challenge === undefined) return false;
      challenges.set(repository, challenge);
      if (challenge.scheme === 'basic') {
        const own = basicOf(found);
        return own !== undefined && own !== refused;
      }
      if (found?.credential.kind === 'bearer') return refused === undefined;
      const key = tokenKey(requestOf(challenge, repository), repository);
      if (tokens.get(key)?.header === refused) tokens.delete(key);
      return true;
    },
    accessHint,
    warnings: () => [...lookups.values()].flatMap(({ warnings }) => warnings),
  };
}

function basicOf(found: FoundCredential | undefined): string | undefined {
  if (found?.credential.kind !== 'password') return undefined;
  return basicAuthorization(found.credential.username, found.credential.password);
}

/** A token is good for one realm, service and scope, and was given to one credential, which the repository decides. */
function tokenKey({ realm, service, scopes }: TokenRequest, repository: string): string {
  return JSON.stringify([realm.href, service, scopes, repository]);
}
