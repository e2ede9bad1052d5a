/** Where the proof's images are made: a directory and names of its own, all of it taken away in the end. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImgscanError } from '../errors.ts';
import type { Look } from './checks.ts';
import { type RunOptions, run } from './command.ts';
import type { Engine } from './engine.ts';

export interface Built {
  /** Its name in the builder's storage. */
  readonly image: string;
  readonly look: Look;
}

export interface Workshop {
  readonly running: Omit<RunOptions, 'timeoutMs'>;
  /** Builds a Dockerfile and scans what came out, or says in one line why that did not work. */
  build(name: string, dockerfile: string): Promise<Built | { readonly trouble: string }>;
  /** Safe to call twice. */
  close(): Promise<void>;
}

export interface WorkshopOptions {
  readonly engine: Engine;
  /** The build context. */
  readonly context: string;
  readonly network: boolean;
  /** Scans `oci-archive:PATH` or `docker-archive:PATH`. */
  readonly scan: (target: string) => Promise<Look>;
  /** Below it a directory is made. */
  readonly temporary: string;
  readonly timeoutMs: number;
  readonly running: Omit<RunOptions, 'timeoutMs'>;
}

export async function openWorkshop(options: WorkshopOptions): Promise<Workshop> {
  const { engine, context, network, scan, timeoutMs } = options;
  const directory = await mkdtemp(join(options.temporary, 'imgscan-proof-'));
  const prefix = `localhost/${directory.slice(directory.lastIndexOf('imgscan-proof-')).toLowerCase()}`;
  const made: string[] = [];
  return {
    running: options.running,
    async build(name, text) {
      const image = `${prefix}-${name}:proof`;
      const folder = join(directory, name);
      const dockerfile = join(folder, 'Dockerfile');
      const archive = join(folder, 'image.tar');
      await mkdir(folder, { recursive: true });
      await writeFile(dockerfile, text);
      made.push(image);
      for (const step of engine.build({ dockerfile, context, image, archive, network })) {
        const { end, code, stderr, stdout } = await run(step, { ...options.running, timeoutMs });
        if (end === 'timeout') return { trouble: `it took longer than ${timeoutMs / 1000} seconds` };
        if (end !== 'exited' || code !== 0) return { trouble: reasonOf(stderr === '' ? stdout : stderr) };
      }
      try {
        return { image, look: await scan(`${engine.scheme}:${archive}`) };
      } catch (error) {
        if (!(error instanceof ImgscanError) || error.code === 'ABORTED') throw error;
        return { trouble: error.message };
      } finally {
        await rm(archive, { force: true });
      }
    },
    async close() {
      // Also after an interruption.
      const { signal } = new AbortController();
      for (const image of made.splice(0).reverse()) {
        for (const step of engine.remove(image))
          await run(step, { ...options.running, signal, timeoutMs: 60_000 });
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Lines of builders that go well. */
const silent =
  /^(?:exit status \d+$|STEP \d|Copying (?:blob|config) |Getting image source|Storing signatures|Writing manifest)/;

/** The last lines of a log that say something, in one. */
function reasonOf(log: string): string {
  const lines = log.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !silent.test(line));
  return said.slice(-3).join(' | ').slice(-600);
}
