/** What a registry may be shown to let one in, and whose it is. */

/** Password; identity token (OAuth2 refresh token), which only its token server sees; or a ready bearer token. */
export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity'; readonly username: string; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Where a credential came from, for messages; never the credential itself. */
export interface FoundCredential {
  readonly credential: Credential;
  readonly origin: string;
}

/** Value of an `Authorization: Basic` header. https://www.rfc-editor.org/rfc/rfc7617 */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The host a config's key names: `https://index.docker.io/v1/` and `docker.io` are one. */
export function canonicalHost(key: string): string {
  const host = key
    .replace(/^https?:\/\//, '')
    .replace(/\/v[12]\/?$/, '')
    .replace(/\/$/, '');
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
}
