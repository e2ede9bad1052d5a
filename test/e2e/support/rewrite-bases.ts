/** Makes the images that proofs build on, each when it is asked for, and proves rewrites on them. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Proof } from '../../../src/model/proof.ts';
import type { Rewrite } from '../../../src/model/rewrite.ts';
import { runImgscan } from './imgscan.ts';
import { distrolessName, recipes } from './rewrite-recipes.ts';
import { tool } from './tool.ts';

export interface ProofCase {
  readonly name: string;
  readonly dockerfile: string;
  /** Further files of the build context, by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Options of `imgscan rewrite`. */
  readonly options?: readonly string[];
}

export interface Proving {
  readonly directory: string;
  /** For tools and imgscan: builders keep their images apart from the user's. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes these images where they are not there yet, with what they are built on. */
  need(...images: readonly string[]): Promise<void>;
  /** A folder with these files; its path. */
  context(files: Readonly<Record<string, string | Uint8Array>>): Promise<string>;
  /** `imgscan rewrite --verify` of a Dockerfile in a context of its own; prints a row of the table. */
  prove(one: ProofCase): Promise<Proof>;
  /** What `imgscan rewrite` makes of a Dockerfile's text alone. */
  rewrite(dockerfile: string): Promise<Rewrite>;
  /** The proof of whatever else can be rewritten. */
  proveTarget(name: string, args: readonly string[]): Promise<Proof>;
  close(): Promise<void>;
}

const releases: readonly string[] = ['bookworm', 'trixie'];

/** The images stay in a storage of their own from one test file to the next. */
export async function openProving(): Promise<Proving> {
  const directory = await mkdtemp(join(tmpdir(), 'imgscan-proving-'));
  const storage = join(tmpdir(), 'imgscan-e2e-storage');
  await mkdir(storage, { recursive: true });
  const configuration = join(storage, 'storage.conf');
  const places = `graphroot = "${storage}/graph"\nrunroot = "${storage}/run"\n`;
  await writeFile(configuration, `[storage]\ndriver = "overlay"\n${places}`);
  const env = { CONTAINERS_STORAGE_CONF: configuration, BUILDAH_ISOLATION: 'chroot' };

  async function make(image: string): Promise<void> {
    const recipe = recipes.get(image);
    const release = releases.find((one) => image === `localhost/imgscan/${one}`);
    if (recipe === undefined && release === undefined) return;
    const text = textOf(image);
    await need(...namesIn(text));
    const folder = await mkdtemp(join(directory, 'base-'));
    await writeFile(join(folder, 'Dockerfile'), text);
    for (const [file, content] of Object.entries(recipe?.files ?? {}))
      await writeFile(join(folder, file), content);
    if (recipe?.fetch !== undefined) await tool('sh', ['-ec', recipe.fetch], { cwd: folder });
    if (release !== undefined) {
      const archive = join(folder, 'root.tar');
      await tool('mmdebstrap', ['--variant=minbase', '--include=ca-certificates', release, archive]);
    }
    const label = `${recipeLabel}=${recipeOf(image)}`;
    await tool('buildah', ['bud', '--layers', '--label', label, '--tag', image, folder], { env });
    await rm(folder, { recursive: true });
  }

  async function need(...images: readonly string[]): Promise<void> {
    for (const image of images) {
      const format = `{{index .OCIv1.Config.Labels "${recipeLabel}"}}`;
      const words = ['inspect', '--type', 'image', '--format', format, image];
      const found = await tool('buildah', words, { env }).catch(() => '');
      if (found.trim() !== recipeOf(image)) await make(image);
    }
  }

  async function context(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
    const folder = await mkdtemp(join(directory, 'context-'));
    for (const [file, content] of Object.entries(files)) {
      const path = join(folder, file);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, content);
    }
    return folder;
  }

  async function proveTarget(name: string, args: readonly string[]): Promise<Proof> {
    const words = ['rewrite', ...args, '--verify', '--builder', 'buildah', '--format', 'json'];
    const { stdout, stderr } = await runImgscan(words, {
      env: { ...env, XDG_CACHE_HOME: join(directory, 'cache') },
    });
    if (stdout === '') throw new Error(stderr);
    const { proof }: { proof: Proof } = JSON.parse(stdout);
    process.stdout.write(`${row(name, proof)}\n`);
    return proof;
  }

  return {
    directory,
    env,
    need,
    context,
    proveTarget,
    async rewrite(dockerfile) {
      const folder = await mkdtemp(join(directory, 'again-'));
      await writeFile(join(folder, 'Dockerfile'), dockerfile);
      const { stdout, stderr } = await runImgscan([
        'rewrite',
        join(folder, 'Dockerfile'),
        '--format',
        'json',
      ]);
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout);
    },
    async prove({ name, dockerfile, files = {}, options = [] }) {
      await need(...namesIn(dockerfile));
      const folder = await context({ ...files, Dockerfile: dockerfile });
      return proveTarget(name, [join(folder, 'Dockerfile'), ...options]);
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The distroless bases that a planner may choose, by their names there. */
export function distroless(...names: readonly string[]): readonly string[] {
  return names.map(distrolessName);
}

const recipeLabel = 'imgscan.recipe';

function textOf(image: string): string {
  return recipes.get(image)?.dockerfile ?? 'FROM scratch\nADD root.tar /\nCMD ["bash"]\n';
}

/** Another one where the recipe changed, or that of what it is built on. */
function recipeOf(image: string): string {
  const parents = namesIn(textOf(image)).filter((name) => recipes.has(name));
  const parts = [recipes.get(image) ?? textOf(image), ...parents.map(recipeOf)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function namesIn(dockerfile: string): readonly string[] {
  const names = [...dockerfile.matchAll(/^FROM (\S+)|--from=(\S+)/gm)].map(
    ([, from, copy]) => from ?? copy ?? '',
  );
  return [...new Set(names)];
}

/** Before and after: bytes, packages, shells, setuid files, findings. */
function row(name: string, { before, after, verdict }: Proof): string {
  const sums = (['bytes', 'packages', 'shells', 'setuid', 'findings'] as const).map(
    (key) => `${before?.[key]} > ${after?.[key]}`,
  );
  return [name, ...sums, verdict].join(' | ');
}
