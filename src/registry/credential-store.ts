/** Finds the credential for a registry: what the user gave, then the files Docker and Podman log in to. */
import { readFile, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { ImgscanError } from '../errors.ts';
import type { Warning } from '../model/layer.ts';
import type { FoundCredential } from './credential.ts';
import {
  type CredentialFile,
  decodeCredentialFile,
  helperFor,
  maxCredentialFileBytes,
  storedCredential,
} from './credential-file.ts';
import { askHelper } from './credential-helper.ts';
import { throwIfAborted } from './error.ts';
import type { Environment } from './proxy.ts';

export interface CredentialLookup {
  readonly found?: FoundCredential;
  /** CREDENTIALS_UNUSABLE for each file or helper that is broken; the search went on past it. */
  readonly warnings: readonly Warning[];
}

/** Looks in every file in order; the first that has a credential for the host and repository wins. */
export async function findCredential(
  host: string,
  repository: string,
  environment: Environment,
  signal?: AbortSignal,
): Promise<CredentialLookup> {
  const warnings: Warning[] = [];
  const warn = (what: string, error: unknown) => {
    const why = error instanceof Error ? error.message : 'unknown trouble';
    warnings.push({ code: 'CREDENTIALS_UNUSABLE', message: `${what} could not be used: ${why}` });
  };
  for (const { path, required } of credentialFiles(environment)) {
    let file: CredentialFile | undefined;
    try {
      file = await readCredentialFile(path, required);
    } catch (error) {
      warn(`the credential file ${path}`, error);
    }
    if (file === undefined) continue;
    const helper = helperFor(file, host);
    if (helper !== undefined) {
      try {
        const credential = await askHelper(helper, host, environment, signal);
        if (credential !== undefined) {
          return { found: { credential, origin: `docker-credential-${helper}` }, warnings };
        }
      } catch (error) {
        throwIfAborted(signal);
        warn(`docker-credential-${helper}, named in ${path},`, error);
      }
    }
    try {
      const credential = storedCredential(file, host, repository);
      if (credential !== undefined) return { found: { credential, origin: path }, warnings };
    } catch (error) {
      warn(`the entry for ${host} in ${path}`, error);
    }
  }
  return { warnings };
}

interface FileLocation {
  readonly path: string;
  /** True when the user named it, so that its absence is worth a warning. */
  readonly required: boolean;
}

/** REGISTRY_AUTH_FILE alone, or else Podman's files and then Docker's. */
function credentialFiles(environment: Environment): readonly FileLocation[] {
  const named = environment['REGISTRY_AUTH_FILE'];
  if (named) return [{ path: named, required: true }];
  const home = environment['HOME'];
  const runtime = environment['XDG_RUNTIME_DIR'];
  const config = environment['XDG_CONFIG_HOME'] || (home && posix.join(home, '.config'));
  const docker = environment['DOCKER_CONFIG'];
  const dockerFolder = docker || (home && posix.join(home, '.docker'));
  return [
    ...(runtime ? [{ path: posix.join(runtime, 'containers/auth.json'), required: false }] : []),
    ...(config ? [{ path: posix.join(config, 'containers/auth.json'), required: false }] : []),
    ...(dockerFolder ? [{ path: posix.join(dockerFolder, 'config.json'), required: false }] : []),
  ];
}

async function readCredentialFile(path: string, required: boolean): Promise<CredentialFile | undefined> {
  try {
    const { size: fileBytes } = await stat(path);
    if (fileBytes > maxCredentialFileBytes) {
      throw new ImgscanError('LIMIT_EXCEEDED', `it is longer than ${maxCredentialFileBytes} bytes`);
    }
    const text = await readFile(path, 'utf8');
    return text.trim() === '' ? undefined : decodeCredentialFile(text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      if (!required) return undefined;
      throw new Error('it is not there');
    }
    if (code === 'EACCES' || code === 'EISDIR') throw new Error('it cannot be read');
    throw error;
  }
}
