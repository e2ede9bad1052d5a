/** podman and docker, which take the same words. https://docs.podman.io, https://docs.docker.com/reference/cli/docker/ */

import type { Command } from './command.ts';
import type { Engine } from './engine.ts';

const limits = ['--memory', '2g', '--pids-limit', '512', '--security-opt', 'no-new-privileges'];

function dockerLike(
  program: 'podman' | 'docker',
  scheme: Engine['scheme'],
  differences: { readonly neverPull: readonly string[]; readonly save: readonly string[] },
): Engine {
  const command = (...args: readonly string[]): Command => ({ program, args });
  return {
    name: program,
    version: command('--version'),
    scheme,
    build({ dockerfile, context, image, archive, network }) {
      const offline = network ? [] : ['--network', 'none', ...differences.neverPull];
      return [
        command('build', ...offline, '--file', dockerfile, '--tag', image, context),
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
        clean: [command('rm', '--force', container)],
      };
    },
    remove: (image) => [command('rmi', image)],
  };
}

export const podman = dockerLike('podman', 'oci-archive', {
  neverPull: ['--pull=never'],
  save: ['--format', 'oci-archive'],
});

// docker takes a base that it has without asking a registry, and has no word for never asking one.
export const docker = dockerLike('docker', 'docker-archive', { neverPull: [], save: [] });
