/** Rule: package lists are updated in a RUN that installs nothing. https://docs.docker.com/build/building/best-practices/#apt-get */
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import { hasAny, type Manager, readCall } from '../reading/arguments.ts';
import { apk, apt } from '../reading/managers.ts';
import { keepsOut } from '../reading/mount.ts';
import type { DockerfileRule } from '../rule.ts';

/** yum, dnf and zypper fetch their metadata by themselves, whatever the cache has. */
const managers: readonly (readonly [manager: Manager, ...kept: string[]])[] = [
  [apt, '/var/lib/apt', '/var/lib/apt/lists'],
  [apk, '/var/cache/apk'],
];
const update: ReadonlySet<string> = new Set(['update']);
const use: ReadonlySet<string> = new Set(
  'add build-dep dist-upgrade download full-upgrade install reinstall source upgrade'.split(' '),
);

export const updateAlone: DockerfileRule = {
  id: 'DS-0017',
  slug: 'update-alone',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'Package lists are updated in a step of their own',
  why: 'The builder keeps that step in its cache: months later the next step installs by lists of the old day, and fails or gets old packages.',
  fix: 'Update and install in one RUN.',
  aliases: ['AVD-DS-0017', 'DS017'],
  bad: 'FROM debian:13-slim\nRUN apt-get update\nRUN apt-get install -y nginx\n',
  good: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'RUN')) {
      const commands = commandsOf(step);
      for (const [manager, ...kept] of managers) {
        const index = commands.findLastIndex((command) => isUpdate(command, manager));
        const command = commands[index];
        if (command === undefined || keepsOut(step, ...kept)) continue;
        const used = commands
          .slice(index + 1)
          .some((later) => readCall(later, manager, use) !== undefined || runsUnknown(later));
        if (used) continue;
        yield {
          message: `\`${command.program} update\` stays in the build cache, and what later steps install is by its lists.`,
          range: {
            start: command.programRange.start,
            end: command.words[0]?.range.end ?? command.programRange.end,
          },
        };
      }
    }
  },
};

function isUpdate(command: RunCommand, manager: Manager): boolean {
  const call = readCall(command, manager, update);
  return call !== undefined && !hasAny(call, 'print-uris');
}

/** A script, or a program whose name is not known: it may install. */
function runsUnknown({ program, words, command }: RunCommand): boolean {
  if (program === '' || /\.sh$/.test(program)) return true;
  if (/^(?:sh|bash|ash|source|\.|xargs|eval)$/.test(program)) return words.length > 0;
  // Other front ends of the same lists.
  return (
    /^(?:apt-cache|apt-file|apt-key|gdebi|tasksel|npx|ansible.*|puppet|chef.*|playwright|rosdep|dpkg-buildpackage|mk-build-deps)$/.test(
      program,
    ) || (command.nameWord?.value ?? '').includes('/opt/')
  );
}
