/** Certificate authorities and client certificates for one registry. https://docs.docker.com/engine/security/certificates/ */
import { X509Certificate } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { ImgscanError } from '../errors.ts';

/** What the user gave, and where Docker and Podman keep the rest, by host. */
export interface TlsOptions {
  /** PEM certificates to trust beside the well-known ones. */
  readonly caFile?: string;
  readonly clientCertificate?: { readonly certFile: string; readonly keyFile: string };
  /** Directories with one folder a `HOST[:PORT]`: `*.crt` to trust, `*.cert` with `*.key` to show. */
  readonly certificateDirectories: readonly string[];
}

/** Absent where Node's own defaults are enough. */
export interface TlsMaterial {
  /** For the registry itself: it sees the client certificate. */
  readonly own?: SecureContext;
  /** For its token server and storage. */
  readonly others?: SecureContext;
}

interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Reads what is there for a registry; USAGE when a file is missing or is no certificate or key. */
export async function readTlsMaterial(host: string, options: TlsOptions): Promise<TlsMaterial> {
  const authorities: string[] = [];
  let client: KeyPair | undefined;
  if (options.caFile !== undefined) {
    authorities.push(await readAuthority(options.caFile));
  }
  for (const directory of options.certificateDirectories) {
    const folder = posix.join(directory, host);
    const names = await listFolder(folder);
    for (const name of names.filter((file) => file.endsWith('.crt'))) {
      authorities.push(await readAuthority(posix.join(folder, name)));
    }
    const certName = names.find((file) => file.endsWith('.cert'));
    if (certName !== undefined && client === undefined) {
      const certFile = posix.join(folder, certName);
      client = await readClient(certFile, certFile.replace(/\.cert$/, '.key'));
    }
  }
  if (options.clientCertificate !== undefined) {
    client = await readClient(options.clientCertificate.certFile, options.clientCertificate.keyFile);
  }
  const trusted = authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] };
  return {
    ...(authorities.length === 0 && client === undefined
      ? {}
      : { own: contextOf(host, { ...trusted, ...client }) }),
    ...(authorities.length === 0 ? {} : { others: contextOf(host, trusted) }),
  };
}

/** Made once: parsing some hundred and fifty authorities for each connection would cost more than the connection. */
function contextOf(
  host: string,
  material: { readonly ca?: string[]; readonly cert?: string; readonly key?: string },
) {
  try {
    return createSecureContext(material);
  } catch (cause) {
    throw new ImgscanError(
      'USAGE',
      `the certificates or the key for ${host} cannot be used: they are not PEM, or do not fit each other`,
      { cause },
    );
  }
}

/** Node passes over certificates that it cannot parse; a user has to know. */
async function readAuthority(path: string): Promise<string> {
  const pem = await readPem(path);
  try {
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw new ImgscanError('USAGE', `${path} holds no PEM certificate that can be read`, { cause });
  }
}

async function readClient(certFile: string, keyFile: string): Promise<KeyPair> {
  return { cert: await readPem(certFile), key: await readPem(keyFile) };
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ImgscanError('USAGE', `cannot read the certificate or key file ${path}`, { cause });
  }
}

/** Sorted names; a folder that is not there is empty. */
async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return [];
    throw new ImgscanError('USAGE', `cannot read the certificate folder ${folder}`, { cause });
  }
}
