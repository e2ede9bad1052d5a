/**
 * `rootfs:DIR`: a directory as an image of one layer without a config. Node cannot read extended attributes, so
 * that file capabilities are not seen there.
 */
import { realpath, stat } from 'node:fs/promises';
import { ImgscanError } from '../errors.ts';
import type { Image, ImageConfig, Layer } from '../model/image.ts';
import type { Warning } from '../model/layer.ts';
import { hostPlatform } from '../oci/platform.ts';
import { tarOfDirectory } from './directory-tar.ts';
import { fileError } from './files.ts';
import type { Source } from './source.ts';

const emptyConfig: ImageConfig = {
  user: '',
  env: [],
  workingDir: '',
  exposedPorts: [],
  volumes: [],
  labels: {},
  onBuild: [],
  history: [],
};

/** NOT_FOUND without the directory, USAGE for a file. The layer's length and digests are known only once it is read. */
export const rootfsSource: Source = {
  scheme: 'rootfs',
  async open(target, options) {
    const name = `rootfs:${target}`;
    const root = await openRoot(target, name);
    const warnings: Warning[] = [];
    const layer: Layer = {
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      open: (signal) => {
        // Read again, it is judged again.
        warnings.length = 0;
        return tarOfDirectory(root, (warning) => warnings.push(warning), signal ?? options.signal);
      },
    };
    const platform = options.platform === 'all' ? hostPlatform() : options.platform;
    const image: Image = { name, platform, config: emptyConfig, layers: [layer] };
    return { images: [image], warnings, close: async () => {} };
  },
};

/** The directory's real path, ending in a slash. */
async function openRoot(target: string, name: string): Promise<string> {
  try {
    const root = await realpath(target);
    if ((await stat(root)).isDirectory()) return root === '/' ? root : `${root}/`;
  } catch (error) {
    throw fileError(error, name);
  }
  throw new ImgscanError('USAGE', `${name}: expected a directory, found a file`, {
    hint: 'an archive of an image is read with docker-archive: or oci-archive:',
  });
}
