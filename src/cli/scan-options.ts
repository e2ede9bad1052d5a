/** The options of every command that reads an image: which one, from where, and what is said meanwhile. */
import type { Command } from 'commander';
import { type AdvisoryFlags, addAdvisoryOptions } from './advisory-options.ts';
import type { RegistryFlags } from './registry-options.ts';

/** What names an image on the command line, for a command's help. */
export const imageArgument =
  'a reference (nginx:latest), a path, - for an archive on standard input, or oci-layout:DIR[:tag], oci-archive:FILE, docker-archive:FILE, docker-daemon:NAME, rootfs:DIR, sbom:FILE';

/** The options as commander hands them over. */
export interface ScanFlags extends RegistryFlags, AdvisoryFlags {
  readonly platform?: string;
  readonly cache: boolean;
  readonly quiet?: boolean;
  readonly progress?: boolean;
  readonly color: boolean;
}

/** Adds them to a command, after its own. */
export function addScanOptions(command: Command): Command {
  return addRegistryOptions(
    addAdvisoryOptions(command).option(
      '-p, --platform <os/arch>',
      'which image of an index, linux/arm64/v8 (default: linux and this machine’s architecture)',
    ),
  )
    .option('--no-cache', 'read every layer anew and keep nothing')
    .option('-q, --quiet', 'no progress')
    .option('--progress', 'progress even when standard error is no terminal')
    .option('--no-color', 'no colours even on a terminal');
}

/** Adds how registries are reached. */
export function addRegistryOptions(command: Command): Command {
  return command
    .option('--username <name>', 'log in to the registry as, with --password-stdin')
    .option('--password-stdin', 'read the password from standard input')
    .option('--insecure', 'allow plain HTTP and unverified TLS for the registry')
    .option('--ca-file <file>', 'PEM certificates to trust beside the system’s')
    .option('--cert <file>', 'PEM client certificate')
    .option('--key <file>', 'PEM key of the client certificate')
    .option(
      '--mirror <registry=mirror>',
      'ask a mirror first, docker.io=mirror.example.com; repeatable',
      append,
      [],
    );
}

/** Collects a repeatable option. */
export const append = (value: string, earlier: readonly string[]): string[] => [...earlier, value];

/** https://no-color.org: any value but the empty one. */
export function wantsColor({ color }: ScanFlags): boolean {
  return color && process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
}
