/** Images of a registry: manifest and config at once, layers when they are read. */
import { ImgscanError } from '../errors.ts';
import type { Reference } from '../model/image.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { isForeignLayer } from '../oci/media-type.ts';
import { formatReference, parseReference } from '../oci/reference.ts';
import { selectImages } from '../oci/select.ts';
import { createRegistryClient, type RegistryOptions } from '../registry/client.ts';
import type { Repository } from '../registry/repository.ts';
import { imageFromManifest } from './image.ts';
import { findInRegistry } from './registry-attached.ts';
import type { OpenedImages, Source, SourceOptions } from './source.ts';

/** A source whose targets are references; skopeo's `//` before them is taken too. One client serves one `open`. */
export function registrySource(options: RegistryOptions): Source {
  return {
    scheme: 'registry',
    open: (target, sourceOptions) => openReference(target, options, sourceOptions),
  };
}

async function openReference(
  target: string,
  options: RegistryOptions,
  { platform, signal }: SourceOptions,
): Promise<OpenedImages> {
  const reference = parseReference(target.replace(/^\/\//, ''));
  const client = createRegistryClient(options);
  try {
    const repository = client.repository(reference);
    const subject = formatReference(reference);
    const root = await repository.resolve(signal);
    const selection = await selectImages({ ...root, subject }, platform, (descriptor, kind) =>
      repository.read(descriptor, kind, signal),
    );
    const images = selection.images.map((selected) =>
      imageFromManifest(selected, {
        name: subject,
        reference,
        openLayer: (layer, layerSignal = signal) => openLayer(repository, reference, layer, layerSignal),
        findAttached: (digest, attachedSignal = signal) =>
          findInRegistry(client, reference, repository, digest, selection.attestations, attachedSignal),
      }),
    );
    const warnings = [...client.warnings(), ...repository.warnings(), ...selection.warnings];
    return { images, warnings, close: () => client.close() };
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function* openLayer(
  repository: Repository,
  reference: Reference,
  layer: Descriptor,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* repository.stream(layer, signal);
  } catch (error) {
    const missing = error instanceof ImgscanError && error.code === 'NOT_FOUND';
    if (!missing || !isForeignLayer(layer.mediaType)) throw error;
    const hosts = layer.urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).host] : [])).slice(0, 5);
    const elsewhere = hosts.length === 0 ? 'nowhere else' : hosts.join(', ');
    throw new ImgscanError(
      'NOT_FOUND',
      `layer ${layer.digest} is not to be distributed and not kept by ${reference.registry}; its manifest names ${elsewhere}`,
      {
        cause: error,
        hint: 'imgscan reads layers from the registry alone; push the image with its foreign layers',
      },
    );
  }
}
