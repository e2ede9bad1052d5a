/** The proof: both Dockerfiles built, both images scanned and run, what was missing added, until it holds or does not. */
import { posix } from 'node:path';
import type { Footprint } from '../model/footprint.ts';
import type { Proof, ProofCheck, ProofRun, ProofSums, ProofTry } from '../model/proof.ts';
import type { Rewrite } from '../model/rewrite.ts';
import { checkImage, type Look } from './checks.ts';
import { compareRuns } from './compare.ts';
import type { DetectedEngine } from './detect.ts';
import { asMissed, findMissing, namedMissing, withLibraries } from './missing.ts';
import { type Exercise, type RunResult, runImage } from './run-image.ts';
import type { Built, Workshop } from './workshop.ts';

export interface ProveRequest {
  /** The Dockerfile that is rewritten; of an image without one, `FROM` and its name. */
  readonly original: string;
  /** The rewrite of the original as it was built, with these paths kept beside what the plan keeps. */
  readonly rewrite: (original: Look, kept: readonly string[]) => Rewrite;
  readonly engine: DetectedEngine;
  readonly workshop: Workshop;
  readonly exercise: Exercise;
  /** Rounds at most: the first, and repairs. */
  readonly tries: number;
}

/** Never throws for what a builder or a program says: that is the verdict. Throws ABORTED. */
export async function prove(request: ProveRequest): Promise<Proof> {
  const { engine, workshop, original, tries: mostTries } = request;
  const start = { builder: engine.label, checks: [], missing: [], tries: [] };
  const before = await workshop.build('original', original);
  if ('trouble' in before) {
    return { ...start, verdict: 'unproved', reasons: [`The original could not be built: ${before.trouble}`] };
  }
  const today = { ...start, before: sumsOf(before.look) };
  const first = await tryRun(request, before);
  const tries: ProofTry[] = [];
  let kept: readonly string[] = [];
  for (;;) {
    const round = await tryOnce(request, before, first, kept);
    tries.push({ kept, trouble: round.failures });
    const add = round.missing.filter((path) => !kept.includes(path));
    if (round.failures.length > 0 && add.length > 0 && tries.length < mostTries) {
      kept = [...kept, ...add].sort();
      continue;
    }
    const { failures, doubts, checks, missing, after, dockerfile, ran } = round;
    return {
      ...today,
      verdict: failures.length > 0 ? 'failed' : doubts.length > 0 ? 'unproved' : 'proved',
      reasons: [...failures, ...doubts],
      checks,
      missing,
      tries,
      ...(after === undefined ? {} : { after }),
      ...(dockerfile === undefined ? {} : { dockerfile }),
      ...('ran' in first
        ? { runs: { before: first.ran, ...(ran === undefined ? {} : { after: ran }) } }
        : {}),
    };
  }
}

interface Round {
  readonly failures: readonly string[];
  readonly doubts: readonly string[];
  readonly checks: readonly ProofCheck[];
  readonly missing: readonly string[];
  readonly after?: ProofSums;
  readonly dockerfile?: string;
  readonly ran?: ProofRun;
}

async function tryOnce(
  request: ProveRequest,
  before: Built,
  first: RunResult,
  kept: readonly string[],
): Promise<Round> {
  const nothing = { failures: [], doubts: [], checks: [], missing: [] };
  const { dockerfile, final, outcome, reasons } = request.rewrite(before.look, kept);
  if (dockerfile === undefined || final === undefined || outcome !== 'rewritten') {
    return { ...nothing, doubts: ['There is no rewrite to prove.', ...reasons] };
  }
  const built = await request.workshop.build(`rewrite-${kept.length}`, dockerfile);
  if ('trouble' in built) {
    return { ...nothing, dockerfile, failures: [`The rewrite could not be built: ${built.trouble}`] };
  }
  const checks = checkImage(before.look, built.look, final);
  const failed = checks.filter(({ passed }) => !passed);
  const failures = failed.map(({ message, missing }) =>
    `${message} ${missing.slice(0, 5).join(', ')}`.trim(),
  );
  const second = 'ran' in first ? await tryRun(request, built) : undefined;
  const ran = second !== undefined && 'ran' in second ? second.ran : undefined;
  if (second !== undefined && 'trouble' in second)
    failures.push(`The rewrite does not start: ${second.trouble}`);
  if ('ran' in first && ran !== undefined) {
    const leftOut = (final.leftOut ?? []).map((source) => new RegExp(`^(?:${source})$`));
    failures.push(...compareRuns(first.ran, ran, { ignore: request.exercise.ignore, leftOut }));
  }
  const messages = ran !== undefined ? `${ran.stderr}\n${ran.stdout}` : '';
  const lost = failed.filter(({ id }) => id === 'programs-resolve').flatMap(({ missing }) => missing);
  const missed = [...asMissed(lost), ...namedMissing(messages)];
  return {
    checks,
    failures,
    doubts: doubtsOf(first, request.exercise),
    missing: failures.length === 0 ? [] : lacking(missed, before.look.footprint, built.look.footprint),
    after: sumsOf(built.look),
    dockerfile,
    ...(ran === undefined ? {} : { ran }),
  };
}

/** What was missed, and what that is linked to, as far as the original has it and the rewrite does not. */
function lacking(
  missed: Parameters<typeof findMissing>[0],
  before: Footprint,
  after: Footprint,
): readonly string[] {
  const found = findMissing(missed, before.files, after.files);
  // A second copy of a library that the base brings would be another version of it.
  const has = new Set([...after.files.keys()].map((path) => posix.basename(path)));
  const linked = withLibraries(found, before).filter((path) => !has.has(posix.basename(path)));
  return [...new Set([...found, ...linked])].sort();
}

/** What equal runs do not show. */
function doubtsOf(first: RunResult, exercise: Exercise): readonly string[] {
  if ('trouble' in first) return [`Nothing was run: ${first.trouble}`];
  const { exitCode, timedOut, probe, truncated } = first.ran;
  if (probe !== undefined) return [];
  if (exercise.probe !== undefined) {
    return ['The original did not answer the probe, so that nothing was compared but the start.'];
  }
  if (timedOut) {
    return [
      'Both still ran at the time limit, which shows that they start and no more: --probe or --probe-exec asks a server.',
    ];
  }
  if (exitCode !== 0) {
    return [
      `The original ends with ${exitCode} by itself: give it a command or variables that it works with.`,
    ];
  }
  return truncated ? ['They wrote more than is kept: only the end was compared.'] : [];
}

async function tryRun({ engine, exercise, workshop }: ProveRequest, built: Built): Promise<RunResult> {
  const { run, name } = engine.engine;
  if (run === undefined) return { trouble: `${name} builds and does not run images.` };
  return runImage({ ...engine.engine, run }, built.image, built.look, exercise, workshop.running);
}

function sumsOf({ report, footprint }: Look): ProofSums {
  const setuid = [...footprint.files.values()].filter(
    ({ entry }) => entry.type === 'file' && (entry.mode & 0o6000) !== 0,
  );
  return {
    bytes: footprint.totalBytes,
    packages: report.packages.length,
    shells: report.footprint?.shells.length ?? 0,
    setuid: setuid.length,
    findings: report.findings.length,
  };
}
