/** Rule: zypper dist-upgrade. https://en.opensuse.org/SDB:Zypper_manual */
import { runCommands } from '../query.ts';
import { readCall } from '../reading/arguments.ts';
import { zypper } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['dist-upgrade', 'dup']);

export const zypperDup: DockerfileRule = {
  id: 'DL3035',
  slug: 'zypper-dup',
  kind: 'dockerfile',
  severity: 'low',
  title: 'The build upgrades the whole distribution',
  why: 'The image becomes another release than FROM says, different with each build, with every old file still in the layers below.',
  fix: 'Take a newer base image.',
  aliases: [],
  bad: 'FROM opensuse/leap:15.6\nRUN zypper dup -y && zypper clean\n',
  good: 'FROM opensuse/leap:15.6\nRUN zypper patch -y && zypper clean\n',
  *check(subject) {
    for (const command of runCommands(subject)) {
      const call = readCall(command, zypper, actions);
      if (call === undefined) continue;
      yield {
        message: `\`zypper ${call.action.value}\` makes another release of what FROM names.`,
        range: { start: command.programRange.start, end: call.action.range.end },
      };
    }
  },
};
