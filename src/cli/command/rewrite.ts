/** `imgscan rewrite`: the smallest image that still does the job, as a Dockerfile. */
import { access, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { loadCatalog } from '../../advisory/catalog.ts';
import { readTextFile } from '../../build/read-text.ts';
import { ImgscanError } from '../../errors.ts';
import { unifiedDiff } from '../../lint/unified-diff.ts';
import type { Rewrite } from '../../model/rewrite.ts';
import { hostPlatform, parsePlatform } from '../../oci/platform.ts';
import { renderProof } from '../../proof/render.ts';
import { foresee } from '../../rewrite/foresee.ts';
import { rewrite } from '../../rewrite/rewrite.ts';
import type { Wishes } from '../../rewrite/suggester.ts';
import { writeStdout } from '../outputs.ts';
import { explainRewrite } from '../rewrite-text.ts';
import { createScanner } from '../scanner.ts';
import { verifyRewrite } from '../verify.ts';
import type { VerifyFlags } from '../verify-options.ts';
import { type BaseFlags, checkBases } from './rewrite-bases.ts';
import { readWishes, type WishFlags } from './rewrite-wishes.ts';

/** The command's options as commander hands them over. */
export interface RewriteFlags extends BaseFlags, VerifyFlags, WishFlags {
  readonly dockerfile?: string;
  readonly source?: string;
  readonly diff?: boolean;
  readonly format: string;
  readonly output?: string;
}

const maxDockerfileBytes = 1024 * 1024;

/** The exit code: 0 for a Dockerfile or nothing to do, 1 when the subject is not rewritten, in part only, or not proved. */
export async function rewriteCommand(
  target: string,
  flags: RewriteFlags,
  signal: AbortSignal,
): Promise<number> {
  if (flags.format !== 'dockerfile' && flags.format !== 'json') {
    throw new ImgscanError(
      'USAGE',
      `unknown format ${JSON.stringify(flags.format)}, expected dockerfile or json`,
    );
  }
  const wishes = await readWishes(flags);
  const planned = await readRewrite(target, wishes, flags, signal);
  const verified = flags.verify === true ? await verifyRewrite(planned, wishes, flags, signal) : undefined;
  const named = await withoutKnown(verified?.rewrite ?? planned, flags);
  const result = await checkBases(named, flags, signal);
  const proof = verified?.proof;
  const document = proof === undefined ? result : { ...result, proof };
  const text =
    flags.format === 'json' ? `${JSON.stringify(document, undefined, 2)}\n` : textOf(result, flags);
  if (flags.output === undefined || flags.output === '-') await writeStdout(text);
  else if (text !== '') await writeOutput(flags.output, text);
  if (flags.format !== 'json' && flags.quiet !== true) process.stderr.write(explainRewrite(result));
  if (proof !== undefined && flags.format !== 'json') process.stderr.write(renderProof(proof));
  const isWhole = result.outcome === 'rewritten' || result.outcome === 'unchanged';
  return !isWhole || (proof !== undefined && proof.verdict !== 'proved') ? 1 : 0;
}

/** The rewrite without a .dockerignore where there is one. */
async function withoutKnown(result: Rewrite, flags: RewriteFlags): Promise<Rewrite> {
  const { dockerignore, ...rest } = result;
  if (dockerignore === undefined) return result;
  const file = dockerfileOf(result, flags);
  const places = [
    join(flags.context ?? dirname(file), '.dockerignore'),
    join(dirname(file), `${basename(file)}.dockerignore`),
  ];
  const found = await Promise.all(
    places.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true) ? rest : result;
}

const dockerfileOf = ({ subject }: Rewrite, { dockerfile }: RewriteFlags): string => dockerfile ?? subject;

/** What `--verify` starts from too. */
async function readRewrite(
  target: string,
  wishes: Wishes,
  flags: RewriteFlags,
  signal: AbortSignal,
): Promise<Rewrite> {
  if (await isDockerfile(target)) {
    const { text } = await readTextFile(target, maxDockerfileBytes);
    const platform = flags.platform === undefined ? hostPlatform() : parsePlatform(flags.platform);
    const input = foresee(text, platform, await loadCatalog());
    return rewrite(target, { ...input, wishes });
  }
  const dockerfile =
    flags.dockerfile === undefined
      ? undefined
      : (await readTextFile(flags.dockerfile, maxDockerfileBytes)).text;
  const scan = await createScanner(flags, { signal, ...(dockerfile === undefined ? {} : { dockerfile }) });
  for await (const { evidence, report, failure } of scan(target)) {
    if (failure !== undefined) throw failure;
    if (evidence === undefined) break;
    const source = flags.source ?? sourceName(report.image?.reference, report.image?.digest);
    if (dockerfile === undefined && source === undefined) {
      throw new ImgscanError('USAGE', `${target} has no name that a builder could find it by`, {
        hint: 'Name it as FROM is to name it: --source registry.example/app:1, or give its --dockerfile.',
      });
    }
    return rewrite(target, { ...evidence, wishes, ...(source === undefined ? {} : { source }) });
  }
  throw new ImgscanError('USAGE', `${target} is a list of packages, expected a Dockerfile or an image`);
}

async function isDockerfile(target: string): Promise<boolean> {
  const found = await stat(target).catch(() => undefined);
  if (found?.isFile() !== true || found.size > maxDockerfileBytes) return false;
  // Archives are told by what no text holds.
  return !(await readFile(target)).includes(0);
}

/** `registry/repository@digest`, which stays the image that was looked at. */
function sourceName(reference: string | undefined, digest: string | undefined): string | undefined {
  if (reference === undefined || !/^[\w.-]+(:\d+)?\/[\w./-]+(:[\w.-]+)?(@sha\d+:[0-9a-f]+)?$/.test(reference))
    return undefined;
  const name = reference.replace(/@.*$/, '').replace(/:[\w.-]+$/, '');
  return digest === undefined ? reference : `${name}@${digest}`;
}

function textOf(result: Rewrite, flags: RewriteFlags): string {
  const { dockerfile, original, dockerignore } = result;
  if (dockerfile === undefined) return '';
  if (flags.diff !== true) return dockerfile;
  const file = dockerfileOf(result, flags);
  const place = join(flags.context ?? dirname(file), '.dockerignore');
  const added = dockerignore === undefined ? '' : unifiedDiff('', dockerignore, place);
  return unifiedDiff(original ?? '', dockerfile, file) + added;
}

async function writeOutput(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: unknown) => {
    throw new ImgscanError('USAGE', `cannot write the Dockerfile to ${file}: ${String(cause)}`, { cause });
  });
}
