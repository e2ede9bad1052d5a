/** Tags that name what is attached to a manifest, where no list of referrers is kept. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema */
import type { Digest } from '../model/image.ts';

export interface AttachedTags {
  /** The specification's: an index of what refers to the manifest. */
  readonly index: string;
  /** cosign's: a manifest each. https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md#storage */
  readonly direct: readonly string[];
}

export function attachedTags(image: Digest): AttachedTags {
  // A tag has 128 characters at most.
  const index = image.replace(':', '-').slice(0, 128);
  const stem = image.replace(':', '-');
  return { index, direct: [`${stem}.att`, `${stem}.sbom`] };
}

/** True for a name of either kind, and of what else cosign attaches: it names no image. */
export function isAttachedTag(tag: string): boolean {
  return /^sha\d+-[0-9a-f]{64,}(?:\.[a-z]+)?$/.test(tag);
}
