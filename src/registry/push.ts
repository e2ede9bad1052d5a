/** Puts content into a repository: blobs that it does not have yet, then a manifest of them. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push */
import { ImgscanError } from '../errors.ts';
import { digestOf } from '../oci/digest.ts';
import type { Place } from './blob.ts';
import { RegistryError } from './error.ts';
import { type Clock, withRetries } from './retry.ts';

export interface PushedBlob {
  readonly digest: string;
  readonly sizeBytes: number;
  /** Opened for each attempt. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

export interface PushTarget {
  /** False when the repository has it already. */
  blob(blob: PushedBlob, signal?: AbortSignal): Promise<boolean>;
  /** Under a tag; its blobs come before it. Resolves to its digest. */
  manifest(tag: string, mediaType: string, bytes: Uint8Array, signal?: AbortSignal): Promise<string>;
}

/** `name` is what errors call it. */
export function openTarget({ endpoint, repository }: Place, name: string, clock: Clock): PushTarget {
  const has = async (digest: string, signal?: AbortSignal): Promise<boolean> => {
    const path = `/v2/${repository}/blobs/${digest}`;
    try {
      const subject = `blob ${digest} of ${name}`;
      (await endpoint.send({ path, method: 'HEAD', repository, subject }, signal)).discard();
      return true;
    } catch (error) {
      if (error instanceof RegistryError && error.status === 404) return false;
      throw error;
    }
  };

  const upload = async ({ digest, sizeBytes, open }: PushedBlob, signal?: AbortSignal): Promise<void> => {
    const subject = `upload to ${name}`;
    const path = `/v2/${repository}/blobs/uploads/`;
    const started = await endpoint.send(
      { path, method: 'POST', repository, subject, headers: { 'content-length': '0' } },
      signal,
    );
    started.discard();
    const location = [started.headers['location'] ?? []].flat()[0] ?? '';
    if (!URL.canParse(location, started.url.href)) {
      throw new ImgscanError('NETWORK', `${subject}: the registry does not say where to send ${digest}`);
    }
    const url = new URL(location, started.url);
    // A registry behind a proxy may name itself by http.
    if (url.host === started.url.host) url.protocol = started.url.protocol;
    url.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(sizeBytes) };
    const done = await endpoint.send(
      { path: url.href, method: 'PUT', repository, subject, headers, body: open },
      signal,
    );
    done.discard();
  };

  return {
    async blob(blob, signal) {
      if (await withRetries(() => has(blob.digest, signal), clock, signal)) return false;
      await withRetries(() => upload(blob, signal), clock, signal);
      return true;
    },
    async manifest(tag, mediaType, bytes, signal) {
      const request = {
        path: `/v2/${repository}/manifests/${tag}`,
        method: 'PUT',
        repository,
        subject: `manifest of ${name}`,
        headers: { 'content-type': mediaType, 'content-length': String(bytes.length) },
        body: async function* () {
          yield bytes;
        },
      } as const;
      const response = await withRetries(() => endpoint.send(request, signal), clock, signal);
      response.discard();
      return digestOf(bytes);
    },
  };
}
