/** `docker-archive:FILE[:TAG|:@N]`: what `docker save`, `podman save` and skopeo write. */
import { openArchive, openImagesOf } from './archive-file.ts';
import { dockerImages } from './docker-images.ts';
import type { Source } from './source.ts';
import { parseTarget } from './target.ts';

/** Errors as `openArchive` and `dockerImages`. */
export const dockerArchiveSource: Source = {
  scheme: 'docker-archive',
  async open(target, options) {
    const { path, selector } = await parseTarget(target);
    return openImagesOf(await openArchive(path, options), (archive) =>
      dockerImages(archive, selector, `docker-archive:${target}`, options),
    );
  },
};
