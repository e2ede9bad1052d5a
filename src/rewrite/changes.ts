/** What a rewrite changes and why, in sentences. */
import type { SuggestionChange } from '../model/finding.ts';
import type { CopyPlan, Plan } from './plan.ts';
import { skeletonFolder } from './skeleton.ts';
import type { Subject } from './subject.ts';
import type { Writable } from './writable.ts';

export function tracedChange(opened: readonly CopyPlan[]): readonly SuggestionChange[] {
  const sources = opened.flatMap((copy) => copy.sources);
  if (sources.length === 0) return [];
  const rest = sources.length > 5 ? ` and ${sources.length - 5} more` : '';
  const what = `${sources.slice(0, 5).join(', ')}${rest} come along`;
  return [{ what, why: 'The trace shows that they are opened or started.' }];
}

export function writableChange({ user }: Subject, { made, owned }: Writable): readonly SuggestionChange[] {
  const folders = [...made, ...owned];
  if (folders.length === 0) return [];
  return [
    {
      what: `${folders.join(', ')} ${folders.length === 1 ? 'belongs' : 'belong'} to uid ${user.uid}`,
      why: 'The build made them for the program to write to, or a volume is mounted there, or the trace shows it.',
    },
  ];
}

export function stageChange(stage: string, isDirect: boolean): SuggestionChange {
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

export function commonChanges(subject: Subject, plan: Plan): readonly SuggestionChange[] {
  const { config, footprint } = subject.input;
  const { runsAs } = footprint.users;
  const { uid, gid } = subject.user;
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
      what: `USER ${uid}:${gid} is set`,
      why: 'Whoever breaks out of the program is not root; a number can be checked by runAsNonRoot of Kubernetes.',
    });
  } else {
    changes.push({
      what: `USER ${config.user} becomes ${uid}:${gid}`,
      why:
        subject.input.wishes?.user === undefined
          ? 'The base knows this user as nonroot; the original name is not in its passwd.'
          : 'It was asked for.',
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

/** Of the lines that make the records, none or some. */
export function recordChange(records: readonly string[]): readonly SuggestionChange[] {
  const why = 'Records of the packages that files are taken from keep scanners seeing them.';
  return records.length === 0 ? [] : [{ what: `${skeletonFolder} is made in the builder`, why }];
}
