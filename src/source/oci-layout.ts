/** `oci-layout:DIR[:TAG|@DIGEST]`, skopeo's `oci:`: an OCI image layout in a directory. */
import { openDirectory } from './directory.ts';
import { layoutImages } from './layout.ts';
import type { Source } from './source.ts';
import { parseTarget } from './target.ts';

/** Errors as `layoutImages`, and NOT_FOUND, UNAUTHORIZED and USAGE for the directory. */
export const ociLayoutSource: Source = {
  scheme: 'oci-layout',
  async open(target, options) {
    const { path, selector } = await parseTarget(target);
    const files = await openDirectory(path);
    const found = await layoutImages(files, selector, `oci-layout:${target}`, options);
    return { ...found, close: async () => {} };
  },
};
