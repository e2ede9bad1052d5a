/** Rule: apt-get dist-upgrade. https://manpages.debian.org/apt-get */
import { runCommands } from '../query.ts';
import { readCall } from '../reading/arguments.ts';
import { apt } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['dist-upgrade', 'full-upgrade']);

export const distUpgrade: DockerfileRule = {
  id: 'DS-0024',
  slug: 'dist-upgrade',
  kind: 'dockerfile',
  severity: 'low',
  title: 'The build upgrades the whole distribution',
  why: 'It may remove packages to get others in: what is built depends on the day, and every old file stays in the layers below.',
  fix: 'Take a newer base image; for security updates alone `apt-get upgrade` removes nothing.',
  aliases: ['AVD-DS-0024', 'DS024'],
  bad: 'FROM debian:13-slim\nRUN apt-get update && apt-get dist-upgrade -y\n',
  good: 'FROM debian:13-slim\nRUN apt-get update && apt-get upgrade -y\n',
  *check(subject) {
    for (const command of runCommands(subject)) {
      const call = readCall(command, apt, actions);
      if (call === undefined) continue;
      yield {
        message: `\`${command.program} ${call.action.value}\` may remove packages to install others.`,
        range: { start: command.programRange.start, end: call.action.range.end },
      };
    }
  },
};
