/** Rule: apt, whose command line is for people. https://manpages.debian.org/apt#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS */
import { runCommands } from '../query.ts';
import { readCall } from '../reading/arguments.ts';
import { replace } from '../reading/edit.ts';
import { apt } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const same: ReadonlySet<string> = new Set(
  'autoclean autoremove build-dep clean download install purge reinstall remove source update upgrade'.split(
    ' ',
  ),
);

export const aptForScripts: DockerfileRule = {
  id: 'DL3027',
  slug: 'apt-for-scripts',
  kind: 'dockerfile',
  severity: 'info',
  title: 'apt is used where apt-get is meant',
  why: 'apt warns that its command line may change between releases: it is made for people at a terminal.',
  fix: 'Write apt-get, or apt-cache for searches.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN apt update && apt install -y nginx\n',
  good: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx\n',
  *check(subject) {
    for (const command of runCommands(subject)) {
      if (command.program !== 'apt') continue;
      const action = readCall(command, apt, same)?.action.value;
      yield {
        message: '`apt` is made for people and may change; `apt-get` stays as it is.',
        range: command.programRange,
        ...(action === undefined
          ? {}
          : {
              fix: {
                title: 'Write apt-get',
                // apt upgrade also installs what is new, which apt-get upgrade does not.
                safety: action === 'upgrade' ? ('review' as const) : ('safe' as const),
                edits: [
                  replace(
                    { ...command.programRange, start: command.programRange.end - 'apt'.length },
                    'apt-get',
                  ),
                ],
              },
            }),
      };
    }
  },
};
