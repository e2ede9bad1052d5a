/** `oci-archive:FILE[:TAG|@DIGEST]`: an OCI image layout in a tar archive. */
import { openArchive, openImagesOf } from './archive-file.ts';
import { layoutImages } from './layout.ts';
import type { Source } from './source.ts';
import { parseTarget } from './target.ts';

/** Errors as `openArchive` and `layoutImages`. */
export const ociArchiveSource: Source = {
  scheme: 'oci-archive',
  async open(target, options) {
    const { path, selector } = await parseTarget(target);
    return openImagesOf(await openArchive(path, options), (archive) =>
      layoutImages(archive, selector, `oci-archive:${target}`, options),
    );
  },
};
