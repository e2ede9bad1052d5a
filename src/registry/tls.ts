/** Certificate authorities and client certificates for one registry. https://docs.docker.com/engine/security/certificates/ */
import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { rootCertificates } from 'node:tls';
import { ImgscanError } from '../errors.ts';

/** What the user gave, and where Docker and Podman keep the rest, by host. */
export interface TlsOptions {
  /** PEM certificates to trust beside the well-known ones. */
  readonly caFile?: string;
  readonly clientCertificate?: { readonly certFile: string; readonly keyFile: string };
  /** Directories with one folder a `HOST[:PORT]`: `*.crt` to trust, `*.cert` with `*.key` to show. */
  readonly certificateDirectories: readonly string[];
}

export interface TlsMaterial {
  /** Undefined when the well-known authorities are enough. */
  readonly ca?: readonly string[];
  readonly client?: { readonly cert: string; readonly key: string };
}

/** Reads what is there for a registry; USAGE names the file that is missing or cannot be read. */
export async function readTlsMaterial(host: string, options: TlsOptions): Promise<TlsMaterial> {
  const authorities: string[] = [];
  let client: TlsMaterial['client'];
  if (options.caFile !== undefined) {
    const pem = await readPem(options.caFile);
    if (!pem.includes('-----BEGIN ')) {
      throw new ImgscanError('USAGE', `${options.caFile} holds no PEM certificate`);
    }
    authorities.push(pem);
  }
  for (const directory of options.certificateDirectories) {
    const folder = posix.join(directory, host);
    const names = await listFolder(folder);
    for (const name of names.filter((file) => file.endsWith('.crt'))) {
      authorities.push(await readPem(posix.join(folder, name)));
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
  return {
    ...(authorities.length === 0 ? {} : { ca: [...rootCertificates, ...authorities] }),
    ...(client === undefined ? {} : { client }),
  };
}

async function readClient(certFile: string, keyFile: string): Promise<{ cert: string; key: string }> {
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
