/** What an image layout keeps beside an image: manifests of index.json that refer to it, or that are named after it. */
import type { Attached, Digest } from '../model/image.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { type AttachedStore, collect, findAttached } from './attached.ts';
import { attachedTags } from './attached-tags.ts';
import type { FileStore } from './files.ts';
import { isPresent, namesOf, openBlob, readIndex, readManifest } from './layout-files.ts';

/** Each is opened to see what it refers to. */
const maxArtifacts = 64;

export function findInLayout(
  files: FileStore,
  image: Digest,
  attestations: readonly Descriptor[],
  signal?: AbortSignal,
): Promise<Attached> {
  const store: AttachedStore = {
    referrers: () => referrersOf(files, image, signal),
    manifest: (descriptor) => readManifest(files, descriptor, signal),
    blob: (descriptor) => collect(openBlob(files, descriptor, signal)),
  };
  return findAttached(image, attestations, store, signal);
}

async function referrersOf(
  files: FileStore,
  image: Digest,
  signal: AbortSignal | undefined,
): Promise<readonly Descriptor[]> {
  const { manifests } = await readIndex(files, signal);
  const tags = attachedTags(image);
  const found: Descriptor[] = [];
  let artifacts = 0;
  for (const entry of manifests) {
    const names = namesOf(entry);
    const isIndex = names.includes(tags.index);
    const isArtifact = !isIndex && entry.artifactType !== undefined && artifacts < maxArtifacts;
    if (names.some((name) => tags.direct.includes(name))) found.push(entry);
    if ((!isIndex && !isArtifact) || !(await isPresent(files, entry))) continue;
    if (isArtifact) artifacts += 1;
    const manifest = await readManifest(files, entry, signal);
    if (manifest.kind === 'index' && isIndex) found.push(...manifest.manifests);
    if (manifest.kind === 'image' && manifest.subject === image) found.push(entry);
  }
  return found;
}
