/** `archive:FILE`, and `-`: an image archive of either kind, told by what is in it. */
import { ImgscanError } from '../errors.ts';
import { openArchive, openImagesOf } from './archive-file.ts';
import { dockerImages } from './docker-images.ts';
import type { FileStore } from './files.ts';
import { layoutImages } from './layout.ts';
import type { Source } from './source.ts';
import { parseTarget } from './target.ts';

export type ArchiveKind = 'docker-archive' | 'oci-archive';

/** A current `docker save` archive is a layout as well; its manifest.json says more. Undefined for neither. */
async function archiveKind(files: FileStore): Promise<ArchiveKind | undefined> {
  if ((await files.fileBytes('manifest.json')) !== undefined) return 'docker-archive';
  return (await files.fileBytes('oci-layout')) === undefined ? undefined : 'oci-archive';
}

/** Errors as the two sources; MANIFEST_INVALID for an archive that is neither. */
export const archiveSource: Source = {
  scheme: 'archive',
  async open(target, options) {
    const { path, selector } = await parseTarget(target);
    return openImagesOf(await openArchive(path, options), async (archive) => {
      const kind = await archiveKind(archive);
      const name = target === '-' ? target : `${kind}:${target}`;
      if (kind === 'docker-archive') return dockerImages(archive, selector, name, options);
      if (kind === 'oci-archive') return layoutImages(archive, selector, name, options);
      throw new ImgscanError(
        'MANIFEST_INVALID',
        `${archive.name}: expected an image archive, found a tar with neither manifest.json nor oci-layout`,
        { hint: 'a root file system is unpacked first and read with rootfs:' },
      );
    });
  },
};
