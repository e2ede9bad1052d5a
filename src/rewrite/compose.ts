/** A plan written out: builder stage, final stage, what it saves and what it ends. */
import { posix } from 'node:path';
import { parseDockerfile } from '../dockerfile/parse.ts';
import type { Suggestion } from '../model/finding.ts';
import { earlierStages, movedInstructions, toBuilder } from './builder.ts';
import { commonChanges, recordChange, stageChange, tracedChange, writableChange } from './changes.ts';
import { reasonLines, withComments } from './comments.ts';
import { findDirect } from './direct.ts';
import { endedFindings } from './ends.ts';
import { finalStage, isCopied, volumeCopies, volumePaths } from './final-stage.ts';
import { cacheMounts, joinMounts } from './mounts.ts';
import { type CopyPlan, lowest, type Plan } from './plan.ts';
import { relocate } from './relocate.ts';
import { chooseRuntime } from './runtime.ts';
import { secretMounts } from './secret-mounts.ts';
import { ownersOf, recordLines, skeletonFolder } from './skeleton.ts';
import type { Subject } from './subject.ts';
import { keptBytes, predictSums } from './sums.ts';
import { targetBytes } from './target.ts';
import { tracedCopies, tracedPaths } from './traced.ts';
import { wishedCopies } from './wished.ts';
import { findWritable, writableLines } from './writable.ts';

/** The suggestion, or undefined when it cannot be written so that a builder reads just what was meant. */
export function compose(subject: Subject, chosen: Plan): Suggestion | undefined {
  const { footprint, catalog } = subject.input;
  const runtime = chooseRuntime(subject, chosen);
  if ('refused' in runtime) return refusal(chosen, runtime.refused);
  const { plan } = runtime;
  const volumes = [...plan.copies, ...volumeCopies(subject, plan.copies)];
  const wished = [...volumes, ...wishedCopies(subject, plan.target, volumes)];
  const traced = tracedPaths(subject);
  const opened = tracedCopies(subject, traced, plan.target, (path) => isCopied(wished, path));
  const further = [...wished.slice(volumes.length), ...opened];
  const skeleton = { sources: [skeletonFolder], target: '/' };
  const hasSkeleton = plan.copies.some(({ sources }) => sources.includes(skeletonFolder));
  const records = recordLines(
    subject,
    ownersOf(subject, hasSkeleton ? further : [...plan.copies, ...further]),
  );
  const copies = [...(records.length === 0 || hasSkeleton ? [] : [skeleton]), ...wished, ...opened];
  const writable = findWritable(subject, copies, volumePaths(subject.input.config.volumes), traced.written);
  const moved = relocate({ ...plan, copies }, subject.workdir);
  const builderLines = [...(plan.builderLines ?? []), ...records, ...writableLines(subject, writable)];
  const direct = builderLines.length === 0 ? findDirect(subject, moved.plan.copies) : undefined;
  const mounts = joinMounts(cacheMounts(subject, moved.plan.copies), secretMounts(subject));
  const builder =
    direct === undefined
      ? toBuilder(subject, builderLines, mounts.edits)
      : earlierStages(subject, mounts.edits);
  const staged = direct ?? moved.plan.copies.map((copy) => ({ ...copy, stage: builder.stage }));
  const parts = { staged, workdir: moved.workdir, builder: builder.stage, made: writable.made };
  const final = finalStage(subject, moved.plan, parts);
  if (final === undefined) return undefined;
  const changes = [
    stageChange(builder.stage, direct !== undefined),
    ...commonChanges(subject, plan),
    ...mounts.changes,
    ...moved.plan.changes,
    ...recordChange(records),
    ...tracedChange(opened),
    ...writableChange(subject, writable),
    ...final.changes,
  ];
  const instructions = withComments(subject.dockerfile, movedInstructions(subject, direct !== undefined), [
    `FROM ${plan.target.name}`,
    ...final.lines,
  ]);
  const reasons = subject.input.wishes?.comments === true ? reasonLines(changes) : [];
  const addition = ['', ...reasons, ...instructions, ''].join('\n');
  const dockerfile = builder.text + addition.replaceAll('\n', builder.newline);
  const before = parseDockerfile(builder.text);
  const added = parseDockerfile(dockerfile).instructions.length - before.instructions.length;
  if (added !== 1 + final.lines.length) return undefined;
  const baseBytes = targetBytes(plan.target, catalog.bases);
  const savedBytes =
    baseBytes === undefined ? 0 : footprint.totalBytes - keptBytes(footprint, copies) - baseBytes;
  const lost = subject.given ? [] : lostParts(subject);
  const findingIds = endedFindings(subject, { ...plan, copies });
  const predicted = predictSums(subject, plan.target, copies, new Set(findingIds));
  return {
    id: plan.id,
    title: plan.title,
    reason: plan.reason,
    findingIds,
    dockerfile,
    changes,
    assumptions: [
      ...lost,
      ...subject.launch.assumptions,
      ...runtime.assumptions,
      ...moved.plan.assumptions,
      ...writable.assumptions,
      ...final.assumptions,
    ],
    ...(savedBytes > 0 ? { savedBytes } : {}),
    final: {
      base: plan.target.name,
      builder: builder.stage,
      paths: [...new Set([...moved.plan.copies.flatMap(landings), ...writable.made])].sort(),
      entrypoint: moved.plan.entrypoint,
      cmd: moved.plan.cmd,
      user: `${subject.user.uid}:${subject.user.gid}`,
      workdir: moved.workdir,
      ...(plan.target.shell ? { shell: true } : {}),
      ...(moved.plan.leftOut === undefined ? {} : { leftOut: moved.plan.leftOut }),
      ...(predicted === undefined ? {} : { predicted }),
    },
    confidence: lowest(
      plan.confidence,
      lost.length > 1 ? 'low' : lost.length > 0 ? 'medium' : 'high',
      subject.launch.assumptions.length > 0 ? 'medium' : 'high',
      before.problems.length > 0 || (!subject.given && footprint.base.name === undefined) ? 'low' : 'high',
    ),
  };
}

/** Says what stands in the way, in place of a Dockerfile. */
function refusal({ id, title, reason, target }: Plan, why: string): Suggestion {
  return {
    id,
    title,
    reason: `${reason} It could be based on ${target.name}, but ${why}.`,
    findingIds: [],
    changes: [],
    assumptions: [],
    confidence: 'low',
  };
}

/** Where the sources of a copy lie in the final image. */
function landings({ sources, target }: CopyPlan): readonly string[] {
  if (!target.endsWith('/')) return [target];
  // Of a folder its contents are copied.
  return sources.filter((path) => path !== skeletonFolder).map((path) => target + posix.basename(path));
}

/** What the reconstruction itself says that it does not know. */
function lostParts({ dockerfile }: Subject): readonly string[] {
  return [
    "The Dockerfile is reconstructed from the image's history: line breaks, comments and the build context are not known.",
    ...dockerfile.comments.slice(1).map((comment) => comment.text),
  ];
}
