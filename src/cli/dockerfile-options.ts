/** The options of `imgscan dockerfile`. */
import type { Command } from 'commander';
import type { Output, OutputCollector } from './outputs.ts';

/** The options as commander hands them over. */
export interface DockerfileFlags {
  readonly outputs: readonly Output[];
  readonly fix?: true | string;
  readonly diff?: boolean;
  readonly failOn?: string;
  readonly config?: string;
  readonly ignore?: string;
  /** False with --no-pragmas. */
  readonly pragmas: boolean;
  readonly context?: string | false;
  readonly stdinFilename?: string;
  readonly target?: string;
  readonly buildArg: readonly string[];
  readonly offline?: boolean;
  readonly platform?: string;
  /** False with --no-shellcheck. */
  readonly shellcheck: boolean;
  readonly trustedRegistry: readonly string[];
  readonly color: boolean;
}

export function addDockerfileOptions(command: Command, collector: OutputCollector): Command {
  return command
    .option('--fix [which]', 'change the files: the fixes that are safe, or all with --fix=all')
    .option('--diff', 'print what --fix would change, as a unified diff, and change nothing')
    .option(
      '-f, --format <name>',
      'table, json, sarif, junit, github, gitlab, codeclimate, checkstyle or markdown; repeatable, each with the --output after it',
      collector.format,
    )
    .option(
      '-o, --output <file>',
      'write the format before it to a file instead of standard output',
      collector.output,
    )
    .option('--fail-on <list>', 'exit with 1 on a severity or worse, or a rule by any of its ids')
    .option('--config <file>', 'settings (default: .imgscan.yaml or .hadolint.yaml in this folder)')
    .option('--ignore <list>', 'rules to leave out, by any of their ids')
    .option('--no-pragmas', 'comments in the files may not switch rules off')
    .option('--context <dir>', "the build context (default: each file's own folder)")
    .option('--no-context', 'look at no build context')
    .option('--stdin-filename <file>', 'what a Dockerfile on standard input is called')
    .option('--target <stage>', 'the stage that is built (default: the last)')
    .option('--build-arg <name=value>', 'a value of an ARG; repeatable', append, [])
    .option('--trusted-registry <host>', 'images of other registries are findings; repeatable', append, [])
    .option('--offline', 'ask no registry about base images')
    .option('-p, --platform <os/arch>', 'the platform of the base images')
    .option('--no-shellcheck', 'do not run shellcheck where it is installed')
    .option('--no-color', 'no colours even on a terminal');
}

const append = (value: string, earlier: readonly string[]): string[] => [...earlier, value];
