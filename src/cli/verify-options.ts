/** The options of `--verify`. */
import type { Command } from 'commander';
import { append } from './scan-options.ts';

/** The options as commander hands them over. */
export interface VerifyFlags {
  readonly verify?: boolean;
  readonly builder?: string;
  readonly context?: string;
  readonly allowNetwork?: boolean;
  readonly runCommand?: string;
  readonly runEnv: readonly string[];
  readonly runTimeout: string;
  readonly probe?: string;
  readonly probeExec?: string;
  readonly ignore: readonly string[];
  readonly tries: string;
}

export function addVerifyOptions(command: Command): Command {
  return command
    .option('--verify', 'prove it: build original and rewrite, check, run and compare both')
    .option('--builder <name>', 'buildah, podman, docker or buildkit (default: the first that answers)')
    .option('--context <directory>', 'the build context (default: the Dockerfile’s directory)')
    .option('--allow-network', 'let builds and runs use the network, and bases be pulled')
    .option('--run-command <json>', 'in place of CMD when it is run: \'["--version"]\'')
    .option('--run-env <key=value>', 'a variable for the run; repeatable', append, [])
    .option('--run-timeout <seconds>', 'how long a run may take', '10')
    .option('--probe <url>', 'ask the running image at http://127.0.0.1:PORT/...; needs --allow-network')
    .option('--probe-exec <json>', 'run this in the container until it succeeds: \'["/app","health"]\'')
    .option('--ignore <regex>', 'output that may differ between runs; repeatable', append, [])
    .option('--tries <count>', 'rounds of build and repair at most', '3');
}
