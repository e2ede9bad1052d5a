/** `imgscan dockerfile`: Dockerfiles reviewed, and fixed, before they are built. */
import { writeFile } from 'node:fs/promises';
import { encodeText, readTextFile, type TextFile } from '../../build/read-text.ts';
import type { BuildTarget } from '../../build/target.ts';
import { ImgscanError } from '../../errors.ts';
import { fixDockerfile } from '../../lint/fix.ts';
import { dockerfileRules } from '../../lint/list.ts';
import { type Review, reviewDockerfile } from '../../lint/review.ts';
import type { Need } from '../../lint/rule.ts';
import { unifiedDiff } from '../../lint/unified-diff.ts';
import type { Suggestion } from '../../model/finding.ts';
import type { Platform } from '../../model/image.ts';
import type { Warning } from '../../model/layer.ts';
import { reviewReport } from '../../review.ts';
import { foresee } from '../../rewrite/foresee.ts';
import { suggest } from '../../rewrite/run.ts';
import { ahead } from '../ahead.ts';
import type { DockerfileFlags } from '../dockerfile-options.ts';
import { readSettings } from '../dockerfile-settings.ts';
import { findTargets } from '../dockerfile-targets.ts';
import { parseFailOn } from '../fail-on.ts';
import { type Output, writeOutputs, writeStdout } from '../outputs.ts';
import { createReviewer, type PreparedReview } from '../reviewer.ts';
import { version } from '../version.ts';

/** Files that are read, and whose bases and scripts are asked for, before it is their turn. */
const mostAhead = 64;

/** The exit code of a finished review: 0, or 1 when --fail-on is met. Throws everything else. */
export async function dockerfileCommand(
  words: readonly string[],
  flags: DockerfileFlags,
  signal: AbortSignal,
): Promise<number> {
  const which = readFix(flags);
  const { settings, failOn } = await readSettings(flags, '.');
  const gates = parseFailOn(
    failOn ?? '',
    dockerfileRules.flatMap(({ id, slug, aliases }) => [id, slug, ...aliases]),
  );
  const { targets, problems } = await findTargets(words, flags);
  const reviewer = await createReviewer({
    settings,
    offline: flags.offline === true,
    shellcheck: flags.shellcheck,
    signal,
    ...(flags.platform === undefined ? {} : { platform: flags.platform }),
  });
  const warnings: Warning[] = problems.map((message) => ({ code: 'FILE_UNREADABLE', message }));
  const reviews: Review[] = [];
  const suggestions: Suggestion[] = [];
  const diffs: string[] = [];
  let failure: ImgscanError | undefined;
  let fixedCount = 0;
  // A file that is built in several ways is fixed more than once: each time what the last left.
  const prepare = (target: BuildTarget): Promise<PreparedReview> => reviewer.prepare(target);
  for (const { item: target, result } of ahead(targets, which === undefined ? mostAhead : 1, prepare)) {
    signal.throwIfAborted();
    try {
      const prepared = await result;
      const { file, request } = prepared;
      warnings.push(...prepared.warnings);
      if (which === undefined) {
        reviews.push(reviewDockerfile(request));
        suggestions.push(...suggestRewrite(target, prepared, reviewer.platform));
        continue;
      }
      const fixed = fixDockerfile(request, which);
      reviews.push(fixed.review);
      fixedCount += fixed.fixed.length;
      if (flags.diff === true) diffs.push(unifiedDiff(file.text, fixed.text, target.file));
      else if (target.path === undefined && words.includes('-')) await writeStdout(fixed.text);
      else warnings.push(...(await writeFixed(target, { ...file, text: fixed.text }, file.text)));
    } catch (error) {
      if (!(error instanceof ImgscanError) || signal.aborted) throw error;
      // The other files are reviewed; the exit code tells of this one.
      failure ??= error;
      warnings.push({ code: 'FILE_UNREADABLE', message: error.message });
    }
  }
  await reviewer.close();
  if (reviews.length === 0 && failure !== undefined) throw failure;
  const report = reviewReport(reviews, {
    version,
    warnings,
    suggestions,
    missing: missingReasons(flags),
  });
  if (flags.diff === true) await writeStdout(diffs.join(''));
  else {
    // The fixed text of standard input has standard output for itself.
    const outputs = which !== undefined && words.includes('-') ? withFile(flags.outputs) : flags.outputs;
    await writeOutputs(outputs, [report], { color: wantsColor(flags), list: false, all: false });
    if (which !== undefined)
      process.stderr.write(`imgscan: ${fixedCount} finding${fixedCount === 1 ? '' : 's'} fixed\n`);
  }
  if (failure !== undefined) throw failure;
  return gates.some((gate) => gate(report)) ? 1 : 0;
}

/** The rewrite that the text alone allows: the best one, where there is any. */
function suggestRewrite(
  { file, path }: BuildTarget,
  { request }: PreparedReview,
  platform: Platform,
): readonly Suggestion[] {
  const catalog = request.options?.catalog;
  if (path === undefined || catalog === undefined) return [];
  const best = suggest(foresee(request.text, platform, catalog)).find((one) => one.dockerfile !== undefined);
  return best === undefined ? [] : [{ ...best, file }];
}

function readFix({ fix, diff, outputs }: DockerfileFlags): 'safe' | 'all' | undefined {
  if (fix !== undefined && fix !== true && fix !== 'safe' && fix !== 'all') {
    throw new ImgscanError('USAGE', `--fix=${fix}: expected safe or all`);
  }
  if (fix === undefined && diff !== true) return undefined;
  if (diff === true && outputs.some(({ file }) => file !== undefined)) {
    throw new ImgscanError('USAGE', '--diff prints a diff and writes no report, found --output');
  }
  return fix === 'all' ? 'all' : 'safe';
}

function withFile(outputs: readonly Output[]): readonly Output[] {
  return outputs.filter(({ file }) => file !== undefined && file !== '-');
}

/** A file is written only when it changed; standard input goes to standard output. */
async function writeFixed(target: BuildTarget, fixed: TextFile, before: string): Promise<readonly Warning[]> {
  if (fixed.text === before) return [];
  if (target.path !== undefined) {
    await writeFile(target.path, encodeText(fixed));
    return [];
  }
  if (await writeInline(target, before, fixed.text)) return [];
  const message = `${target.file} stands in another file in a way that --fix cannot write; --diff prints the change`;
  return [{ code: 'FILE_UNREADABLE', message }];
}

/** False where the file's lines are not the Dockerfile's own. */
async function writeInline({ within }: BuildTarget, before: string, after: string): Promise<boolean> {
  if (within === undefined) return false;
  const { replaceInline } = await import('../../build/inline.ts');
  const file = await readTextFile(within);
  const text = await replaceInline(within, file.text, before, after);
  if (text !== undefined) await writeFile(within, encodeText({ ...file, text }));
  return text !== undefined;
}

function missingReasons({ offline, context }: DockerfileFlags): ReadonlyMap<Need, string> {
  return new Map([
    [
      'base',
      offline === true
        ? 'No registry was asked (--offline).'
        : 'No registry could say what the base images are.',
    ],
    [
      'context',
      context === false
        ? 'The build context was not looked at (--no-context).'
        : 'The build context could not be read.',
    ],
  ]);
}

/** https://no-color.org: any value but the empty one. */
function wantsColor({ color }: DockerfileFlags): boolean {
  return color && process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
}
