/** BuildKit by its own client; it builds and does not run. https://github.com/moby/buildkit/blob/master/docs/reference/buildctl.md */
import { posix } from 'node:path';
import type { Engine } from './engine.ts';

export const buildkit: Engine = {
  name: 'buildkit',
  // Its client alone is no builder: the daemon has to answer.
  version: { program: 'buildctl', args: ['debug', 'workers'] },
  scheme: 'oci-archive',
  build({ dockerfile, context, archive, network }) {
    const { dir, base } = posix.parse(dockerfile);
    const offline = network ? [] : ['--opt', 'force-network-mode=none', '--opt', 'image-resolve-mode=local'];
    const places = [
      '--local',
      `context=${context}`,
      '--local',
      `dockerfile=${dir}`,
      '--opt',
      `filename=${base}`,
    ];
    const args = ['build', '--frontend', 'dockerfile.v0', ...offline, ...places];
    return [{ program: 'buildctl', args: [...args, '--output', `type=oci,dest=${archive}`] }];
  },
  remove: () => [],
};
