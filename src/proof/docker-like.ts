/** podman and docker, which take the same words. https://docs.podman.io, https://docs.docker.com/reference/cli/docker/ */

import { withoutNetwork } from './buildah.ts';
import type { Command } from './command.ts';
import type { Engine } from './engine.ts';

const limits = ['--memory', '2g', '--pids-limit', '512', '--security-opt', 'no-new-privileges'];

function dockerLike(
  program: 'podman' | 'docker',
  scheme: Engine['scheme'],
  differences: {
    readonly version: readonly string[];
    readonly neverPull: readonly string[];
    readonly save: readonly string[];
    readonly removeNow: readonly string[];
    readonly isolation?: string | undefined;
  },
): Engine {
  const command = (...args: readonly string[]): Command => ({ program, args });
  return {
    name: program,
    version: command(...differences.version),
    scheme,
    build({ dockerfile, context, image, archive, network }) {
      const takesNetwork = differences.isolation !== 'chroot';
      const none = takesNetwork ? ['--network', 'none'] : [];
      const offline = network ? [] : [...none, ...differences.neverPull];
      const build = command('build', ...offline, '--file', dockerfile, '--tag', image, context);
      return [
        network || takesNetwork ? build : withoutNetwork(build),
        command('save', ...differences.save, '--output', archive, image),
      ];
    },
    run({ image, container, entrypoint, command: words, env, network, port }) {
      const [first, ...rest] = [...entrypoint, ...words];
      const reach = port === undefined ? [] : ['--publish', `127.0.0.1:${port}:${port}`];
      const args = [
        ...(network ? reach : ['--network', 'none']),
        ...limits,
        ...env.flatMap((pair) => ['--env', pair]),
        ...(first === undefined ? [] : ['--entrypoint', first]),
      ];
      return {
        prepare: [],
        run: command('run', '--rm', '--pull', 'never', '--name', container, ...args, image, ...rest),
        exec: (inside) => command('exec', container, ...inside),
        // https://docs.docker.com/reference/cli/docker/container/run/#exit-status
        notStarted: 125,
        clean: [command('rm', '--force', ...differences.removeNow, container)],
      };
    },
    remove: (image) => [command('rmi', image)],
  };
}

/** `isolation` is BUILDAH_ISOLATION, which podman reads too when it builds. */
export function podmanEngine(isolation: string | undefined): Engine {
  return dockerLike('podman', 'oci-archive', {
    version: ['--version'],
    neverPull: ['--pull=never'],
    save: ['--quiet', '--format', 'oci-archive'],
    removeNow: ['--time', '0'],
    isolation,
  });
}

// docker takes a base that it has without asking a registry, and has no word for never asking one.
export const docker = dockerLike('docker', 'docker-archive', {
  // The client alone is no builder: the daemon has to answer.
  version: ['version', '--format', '{{.Server.Version}}'],
  neverPull: [],
  save: [],
  removeNow: [],
});
