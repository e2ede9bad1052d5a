/** The contract of what builds and runs: each engine says its command lines, nothing here runs them. */
import type { Command } from './command.ts';

export interface BuildRequest {
  /** Path of the Dockerfile. */
  readonly dockerfile: string;
  /** The build context's directory. */
  readonly context: string;
  /** What the image is called in the builder's storage. */
  readonly image: string;
  /** File that the image is written to. */
  readonly archive: string;
  /** False: steps have no network, and bases come from the builder's storage alone. */
  readonly network: boolean;
}

export interface RunRequest {
  readonly image: string;
  /** What the container is called. */
  readonly container: string;
  /** The image's ENTRYPOINT. */
  readonly entrypoint: readonly string[];
  /** What follows it. */
  readonly command: readonly string[];
  /** `KEY=value`. */
  readonly env: readonly string[];
  readonly network: boolean;
  /** TCP port to be reached at 127.0.0.1, with network only. */
  readonly port?: number;
}

/** In order; `clean` runs whatever became of the others. */
export interface RunCommands {
  readonly prepare: readonly Command[];
  readonly run: Command;
  /** Another program in the container while it runs; absent where the engine has no word for it. */
  readonly exec?: (words: readonly string[]) => Command;
  /** Exit code of `run` that is the engine's own and not the program's. */
  readonly notStarted?: number;
  readonly clean: readonly Command[];
}

export interface Engine {
  readonly name: string;
  readonly version: Command;
  /** How the archive is to be read. */
  readonly scheme: 'oci-archive' | 'docker-archive';
  /** Builds, then writes the archive. */
  build(request: BuildRequest): readonly Command[];
  /** Absent where it only builds. */
  run?(request: RunRequest): RunCommands;
  /** Takes the image out of the builder's storage. */
  remove(image: string): readonly Command[];
}
