/** A plan written out: builder stage, final stage, what it saves and what it ends. */
import { parseDockerfile } from '../dockerfile/parse.ts';
import type { Suggestion, SuggestionChange } from '../model/finding.ts';
import { earlierStages, toBuilder } from './builder.ts';
import { findDirect } from './direct.ts';
import { endedFindings } from './ends.ts';
import { finalStage, isCopied, volumeCopies } from './final-stage.ts';
import { lowest, type Plan } from './plan.ts';
import { relocate } from './relocate.ts';
import type { Subject } from './subject.ts';
import { nonroot, targetBytes } from './target.ts';

/** The suggestion, or undefined when it cannot be written so that a builder reads just what was meant. */
export function compose(subject: Subject, plan: Plan): Suggestion | undefined {
  const { footprint, catalog } = subject.input;
  const copies = [...plan.copies, ...volumeCopies(subject, plan.copies)];
  const moved = relocate({ ...plan, copies }, subject.workdir);
  const direct = plan.builderLines === undefined ? findDirect(subject, moved.plan.copies) : undefined;
  const builder = direct === undefined ? toBuilder(subject, plan.builderLines) : earlierStages(subject);
  const staged = direct ?? moved.plan.copies.map((copy) => ({ ...copy, stage: builder.stage }));
  const final = finalStage(subject, moved.plan, staged, moved.workdir);
  if (final === undefined) return undefined;
  const addition = ['', `FROM ${plan.target.name}`, ...final.lines, ''].join('\n');
  const dockerfile = builder.text + addition.replaceAll('\n', builder.newline);
  const before = parseDockerfile(builder.text);
  const added = parseDockerfile(dockerfile).instructions.length - before.instructions.length;
  if (added !== 1 + final.lines.length) return undefined;
  const keptBytes = [...footprint.files].reduce(
    (sum, [path, file]) => (isCopied(copies, `/${path}`) ? sum + file.entry.tarBytes : sum),
    0,
  );
  const baseBytes = targetBytes(plan.target, catalog.bases);
  const savedBytes = baseBytes === undefined ? 0 : footprint.totalBytes - keptBytes - baseBytes;
  const lost = subject.given ? [] : lostParts(subject);
  return {
    id: plan.id,
    title: plan.title,
    reason: plan.reason,
    findingIds: endedFindings(subject, { ...plan, copies }),
    dockerfile,
    changes: [
      stageChange(builder.stage, direct !== undefined),
      ...commonChanges(subject, plan),
      ...moved.plan.changes,
      ...final.changes,
    ],
    assumptions: [...lost, ...subject.launch.assumptions, ...moved.plan.assumptions, ...final.assumptions],
    ...(savedBytes > 0 ? { savedBytes } : {}),
    confidence: lowest(
      plan.confidence,
      lost.length > 1 ? 'low' : lost.length > 0 ? 'medium' : 'high',
      subject.launch.assumptions.length > 0 ? 'medium' : 'high',
      before.problems.length > 0 || (!subject.given && footprint.base.name === undefined) ? 'low' : 'high',
    ),
  };
}

/** What the reconstruction itself says that it does not know. */
function lostParts({ dockerfile }: Subject): readonly string[] {
  return [
    "The Dockerfile is reconstructed from the image's history: line breaks, comments and the build context are not known.",
    ...dockerfile.comments.slice(1).map((comment) => comment.text),
  ];
}

function stageChange(stage: string, isDirect: boolean): SuggestionChange {
  return isDirect
    ? {
        what: 'The last stage is replaced',
        why: 'All that it passes on comes from an earlier stage, and the final stage takes it from there.',
      }
    : {
        what: `What was the image is a builder stage now, ${stage}`,
        why: 'Compilers, package managers, caches and sources stay out of the image that is shipped.',
      };
}

function commonChanges(subject: Subject, plan: Plan): readonly SuggestionChange[] {
  const { config, footprint } = subject.input;
  const { runsAs } = footprint.users;
  const changes: SuggestionChange[] = [
    {
      what: `The final stage is based on ${plan.target.name}`,
      why:
        plan.target.id === 'scratch'
          ? 'It is empty.'
          : 'It has no shell and no package manager, only what the program needs to run.',
    },
  ];
  if (runsAs.isRoot) {
    changes.push({
      what: `USER ${nonroot.uid}:${nonroot.gid} is set`,
      why: 'Whoever breaks out of the program is not root; a number can be checked by runAsNonRoot of Kubernetes.',
    });
  } else {
    changes.push({
      what: `USER ${config.user} becomes ${nonroot.uid}:${nonroot.gid}`,
      why: 'The base knows this user as nonroot; the original name is not in its passwd.',
    });
  }
  if (subject.launch.shim !== undefined && subject.launch.shim !== 'exec') {
    changes.push({
      what: `${subject.launch.shim} is left out`,
      why: 'The program is process 1 and not root; where it leaves children behind, run it with --init or shareProcessNamespace.',
    });
  }
  if (subject.launch.fromShell) {
    changes.push({
      what: 'The command is in exec form',
      why: 'There is no shell to start it, and signals reach the program itself.',
    });
  } else if (config.entrypoint === undefined || config.entrypoint.length === 0) {
    changes.push({
      what: 'The program is the ENTRYPOINT, its arguments stay in CMD',
      why: 'The image runs this program and nothing else; arguments can be replaced as before.',
    });
  }
  return changes;
}
