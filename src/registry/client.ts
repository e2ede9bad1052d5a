/** The registry client: one for a scan, holding connections, tokens and credentials until closed. */
import type { Reference } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { formatReference } from '../oci/reference.ts';
import type { Place } from './blob.ts';
import { createEndpoint, type Endpoint } from './endpoint.ts';
import { listRepositories, listTags } from './list.ts';
import { type Mirror, mirrorsOf } from './mirror.ts';
import type { Environment } from './proxy.ts';
import { openTarget, type PushTarget } from './push.ts';
import { openRepository, type Repository } from './repository.ts';
import { type Clock, systemClock } from './retry.ts';
import type { TlsOptions } from './tls.ts';
import { defaultTimeouts, type Timeouts } from './transport.ts';

export interface RegistryOptions {
  /** Where HOME, DOCKER_CONFIG, REGISTRY_AUTH_FILE, HTTPS_PROXY and their kin are read. */
  readonly environment: Environment;
  /** For the registry of the reference, before any stored ones; never for its mirrors. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Take http, and certificates that cannot be verified. */
  readonly insecure?: boolean;
  readonly caFile?: string;
  readonly clientCertificate?: TlsOptions['clientCertificate'];
  readonly mirrors?: readonly Mirror[];
  /** Folders like /etc/docker/certs.d. */
  readonly certificateDirectories?: readonly string[];
  readonly timeouts?: Partial<Timeouts>;
  readonly clock?: Clock;
}

export interface RegistryClient {
  /** Opens nothing yet. */
  repository(reference: Reference): Repository;
  /** Where content of the reference's repository is put; its mirrors are left alone. */
  target(reference: Reference): PushTarget;
  tags(registry: string, repository: string, signal?: AbortSignal): AsyncIterable<string>;
  repositories(registry: string, signal?: AbortSignal): AsyncIterable<string>;
  /** CREDENTIALS_UNUSABLE so far. */
  warnings(): readonly Warning[];
  /** Ends every connection; safe to call twice. */
  close(): Promise<void>;
}

const standardDirectories = ['/etc/docker/certs.d', '/etc/containers/certs.d'];

export function createRegistryClient(options: RegistryOptions): RegistryClient {
  const { environment, credentials, insecure = false, caFile, clientCertificate, mirrors = [] } = options;
  const clock = options.clock ?? systemClock;
  const endpoints = new Map<string, Endpoint>();

  const endpointOf = (host: string, isMirror: boolean, plain: boolean): Endpoint => {
    const key = `${isMirror} ${plain} ${host}`;
    const known = endpoints.get(key);
    if (known !== undefined) return known;
    const endpoint = createEndpoint({
      host,
      ...(credentials === undefined || isMirror
        ? {}
        : { credential: { credential: { kind: 'password', ...credentials }, origin: 'the command line' } }),
      insecure: plain || (insecure && !isMirror),
      tls: {
        ...(caFile === undefined ? {} : { caFile }),
        ...(clientCertificate === undefined || isMirror ? {} : { clientCertificate }),
        certificateDirectories: options.certificateDirectories ?? standardDirectories,
      },
      environment,
      timeouts: { ...defaultTimeouts, ...options.timeouts },
      clock,
    });
    endpoints.set(key, endpoint);
    return endpoint;
  };

  return {
    repository(reference) {
      const own: Place = {
        endpoint: endpointOf(reference.registry, false, false),
        repository: reference.repository,
      };
      const before = mirrorsOf(mirrors, reference).map(
        ({ host, repository, insecure: plain }): Place => ({
          endpoint: endpointOf(host, true, plain),
          repository,
        }),
      );
      return openRepository(reference, [...before, own], clock);
    },
    target: (reference) =>
      openTarget(
        { endpoint: endpointOf(reference.registry, false, false), repository: reference.repository },
        formatReference(reference),
        clock,
      ),
    tags: (registry, repository, signal) =>
      listTags(endpointOf(registry, false, false), repository, clock, signal),
    repositories: (registry, signal) => listRepositories(endpointOf(registry, false, false), clock, signal),
    warnings: () => [...endpoints.values()].flatMap((endpoint) => endpoint.warnings()),
    async close() {
      await Promise.all([...endpoints.values()].map((endpoint) => endpoint.close()));
    },
  };
}
