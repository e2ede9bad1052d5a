/** Rule: apt's package lists stay in the layer. https://docs.docker.com/build/building/best-practices/#apt-get */
import { listBytes } from '../installed-bytes.ts';
import { commandsOf, type RunCommand } from '../query.ts';
import { readCall } from '../reading/arguments.ts';
import { removes, uncleaned } from '../reading/cleaning.ts';
import { apt } from '../reading/managers.ts';
import { keepsOut } from '../reading/mount.ts';
import type { DockerfileRule } from '../rule.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

const update: ReadonlySet<string> = new Set(['update']);
/** Removes the lists, of newer releases. */
const distClean: ReadonlySet<string> = new Set(['dist-clean', 'distclean']);
const use: ReadonlySet<string> = new Set(['build-dep', 'dist-upgrade', 'full-upgrade', 'install', 'upgrade']);
const lists = /^\/var\/lib\/apt(?:\/(?:\*|lists(?:\/\*?|\*)?)?)?$/;

export const aptLists: DockerfileRule = {
  id: 'DL3009',
  slug: 'apt-lists',
  kind: 'waste',
  severity: 'low',
  title: "apt's package lists stay in the layer",
  why: 'They are some twenty megabytes that nothing reads any more, out of date from the next day on.',
  fix: 'Remove /var/lib/apt/lists in the same RUN, or mount caches on /var/lib/apt and /var/cache/apt.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx\n',
  good: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx && rm -rf /var/lib/apt/lists/*\n',
  check(subject) {
    const later = lastUseWithoutUpdate(subject);
    return uncleaned(subject, {
      applies: (step, commands) => commands.some(isUpdate) && !isMounted(step),
      fills: (command) => isUpdate(command) || isUse(command),
      cleans: (command) => removes(command, lists) || readCall(command, apt, distClean) !== undefined,
      mounts: ['/var/lib/apt/lists'],
      cleanUp: () => 'rm -rf /var/lib/apt/lists/*',
      leftover: 'the package lists',
      savedBytes: listBytes.least,
      safety: ({ instruction }) => (later > instruction.range.start ? 'review' : 'safe'),
    });
  },
};

function isUpdate(command: RunCommand): boolean {
  return readCall(command, apt, update) !== undefined;
}

function isUse(command: RunCommand): boolean {
  return readCall(command, apt, use) !== undefined;
}

function isMounted(step: Step): boolean {
  return keepsOut(step, '/var/lib/apt') && keepsOut(step, '/var/cache/apt');
}

/** Where the last RUN begins that installs from the lists of an earlier one. */
function lastUseWithoutUpdate({ steps }: LintSubject): number {
  const last = steps.findLast((step) => {
    const commands = step.instruction.keyword === 'RUN' ? commandsOf(step) : [];
    return commands.some(isUse) && !commands.some(isUpdate);
  });
  return last?.instruction.range.start ?? -1;
}
