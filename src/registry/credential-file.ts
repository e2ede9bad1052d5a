/** Docker's config.json and Podman's auth.json. https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md */
import * as v from 'valibot';
import { type Credential, canonicalHost } from './credential.ts';

export const maxCredentialFileBytes = 1024 * 1024;

const optionalText = v.nullish(v.string(), '');

const entrySchema = v.object({
  auth: optionalText,
  username: optionalText,
  password: optionalText,
  identitytoken: optionalText,
  registrytoken: optionalText,
});

const fileSchema = v.object({
  auths: v.nullish(v.record(v.string(), v.nullish(entrySchema)), {}),
  credsStore: optionalText,
  credHelpers: v.nullish(v.record(v.string(), v.string()), {}),
});

export type CredentialFile = v.InferOutput<typeof fileSchema>;

/** Decodes the file's text; throws an error whose message holds none of it. */
export function decodeCredentialFile(text: string): CredentialFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and with it a password.
    throw new Error('it is not JSON');
  }
  const result = v.safeParse(fileSchema, parsed, { abortEarly: true });
  if (result.success) return result.output;
  throw new Error(`it has not the shape of a Docker config (${result.issues[0].type} expected)`);
}

/** The helper program's suffix for a registry: its own, or else the one for all. */
export function helperFor(file: CredentialFile, host: string): string | undefined {
  const own = Object.entries(file.credHelpers).find(([key]) => canonicalHost(key) === host);
  return own?.[1] || file.credsStore || undefined;
}

/**
 * The stored credential for a repository: an exact host, or the longest `host/path` above the repository, as
 * Podman has them. Undefined when there is none; throws when the entry cannot be read, saying nothing of it.
 */
export function storedCredential(
  file: CredentialFile,
  host: string,
  repository: string,
): Credential | undefined {
  const entries = new Map(Object.entries(file.auths).map(([key, entry]) => [canonicalHost(key), entry]));
  const parts = repository.split('/');
  for (let count = parts.length; count >= 0; count--) {
    const entry = entries.get([host, ...parts.slice(0, count)].join('/'));
    const credential = entry == null ? undefined : toCredential(entry);
    if (credential !== undefined) return credential;
  }
  return undefined;
}

function toCredential(entry: v.InferOutput<typeof entrySchema>): Credential | undefined {
  if (entry.registrytoken !== '') return { kind: 'bearer', token: entry.registrytoken };
  let { username, password } = entry;
  if (entry.auth !== '') {
    const text = Buffer.from(entry.auth, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    if (colon < 1) throw new Error('its auth is not base64 of user:password');
    username = text.slice(0, colon);
    // Docker pads with zero bytes.
    password = text.slice(colon + 1).replace(/\0+$/, '');
  }
  if (entry.identitytoken !== '') return { kind: 'identity', username, token: entry.identitytoken };
  return username === '' ? undefined : { kind: 'password', username, password };
}
