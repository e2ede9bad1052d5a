/** buildah: builds without a daemon, and runs with the same isolation. https://github.com/containers/buildah/tree/main/docs */

import type { Command } from './command.ts';
import type { Engine } from './engine.ts';

const buildah = (...args: readonly string[]): Command => ({ program: 'buildah', args });

/** With chroot isolation a builder takes no network but the host's: the whole of it goes without, but for loopback. */
export function withoutNetwork({ program, args }: Command): Command {
  const start = ['sh', '-c', 'ip link set lo up 2>/dev/null; exec "$@"', 'sh'];
  return { program: 'unshare', args: ['--net', '--', ...start, program, ...args] };
}

/** `isolation` is BUILDAH_ISOLATION, which buildah reads itself. */
export function buildahEngine(isolation: string | undefined): Engine {
  const isolated = (command: Command): Command =>
    isolation === 'chroot' ? withoutNetwork(command) : command;
  const network = (allowed: boolean): readonly string[] =>
    allowed || isolation === 'chroot' ? [] : ['--network', 'none'];
  return {
    name: 'buildah',
    version: buildah('--version'),
    scheme: 'docker-archive',
    build({ dockerfile, context, image, archive, network: allowed }) {
      const args = ['--layers', '--force-rm', '--format', 'oci', '--file', dockerfile, '--tag', image];
      const pull = allowed ? '--pull=false' : '--pull=never';
      const build = buildah('build', pull, ...network(allowed), ...args, context);
      // An archive of this kind is not compressed, which takes half the time.
      const push = buildah('push', '--quiet', image, `docker-archive:${archive}:${image}`);
      return [allowed ? build : isolated(build), push];
    },
    run({ image, container, entrypoint, command, env, network: allowed }) {
      const variables = env.flatMap((pair) => ['--env', pair]);
      const words = [...entrypoint, ...command];
      const run = buildah('run', ...network(allowed), ...variables, container, '--', ...words);
      return {
        prepare: [buildah('from', '--pull=never', '--name', container, image)],
        run: allowed ? run : isolated(run),
        // With chroot isolation and a network, both have the host's; else each run would have one of its own.
        ...(allowed && isolation === 'chroot'
          ? { exec: (inside: readonly string[]) => buildah('run', container, '--', ...inside) }
          : {}),
        clean: [buildah('rm', container)],
      };
    },
    remove: (image) => [buildah('rmi', image)],
  };
}
