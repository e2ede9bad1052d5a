/** Rule: programs that make no sense while an image is built. */
import { runCommands } from '../query.ts';
import { createLast } from '../reading/last.ts';
import { mountsOf } from '../reading/mount.ts';
import type { DockerfileRule } from '../rule.ts';

const pointless: ReadonlyMap<string, string> = new Map([
  ['free', 'shows the memory of the machine that builds'],
  ['htop', 'is for a terminal, which a build does not have'],
  ['ifconfig', 'shows or changes a network that ends with the step'],
  ['kill', 'ends processes, none of which outlive the step'],
  ['mount', 'mounts what is gone when the step ends, and needs rights that builds do not have'],
  ['nano', 'is for a terminal, which a build does not have'],
  ['ps', 'lists processes that end with the step'],
  ['reboot', 'has no machine to restart'],
  ['service', 'starts what ends with the step: no process is kept in an image'],
  ['shutdown', 'has no machine to stop'],
  ['ssh', 'needs a key, which would stay in the image, and a host that answers with each build'],
  ['systemctl', 'talks to an init system that does not run in a build'],
  ['top', 'is for a terminal, which a build does not have'],
  ['vi', 'is for a terminal, which a build does not have'],
  ['vim', 'is for a terminal, which a build does not have'],
]);

export const pointlessCommand: DockerfileRule = {
  id: 'DL3001',
  slug: 'pointless-command',
  kind: 'dockerfile',
  severity: 'info',
  title: 'A command makes no sense in a build',
  why: 'An image keeps files and no processes, mounts or terminals: these commands either fail or leave nothing.',
  fix: 'Take the command out; what has to run with the container belongs into ENTRYPOINT or CMD.',
  aliases: ['ID.20022'],
  bad: 'FROM debian:13-slim\nRUN service nginx start\n',
  good: 'FROM debian:13-slim\nCMD ["nginx", "-g", "daemon off;"]\n',
  *check(subject) {
    const last = createLast(() => true);
    const lastBackground = createLast(({ command }) => command.after === '&');
    for (const run of runCommands(subject)) {
      const reason = pointless.get(run.program);
      if (reason === undefined || run.words.some(({ value }) => /^-{1,2}(?:version|help)$/.test(value)))
        continue;
      const isLast = last(run.step) === run.command.range.start;
      // Started for the rest of the step, and ended after it.
      if (run.program === 'service' && !isLast) continue;
      if (
        run.program === 'systemctl' &&
        !run.words.some(({ value }) => /^(?:start|restart|status)$/.test(value))
      )
        continue;
      if (/^(?:kill|ps)$/.test(run.program) && lastBackground(run.step) >= 0) continue;
      if (run.program === 'ssh' && mountsOf(run.step).some(({ type }) => type === 'ssh' || type === 'secret'))
        continue;
      yield { message: `\`${run.program}\` ${reason}.`, range: run.programRange };
    }
  },
};
