/** Rule: apk's index stays in the layer. https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper */
import { runCommands } from '../query.ts';
import { hasAny, readCall } from '../reading/arguments.ts';
import { removes } from '../reading/cleaning.ts';
import { fixIn, insertAt } from '../reading/edit.ts';
import { createLast } from '../reading/last.ts';
import { apk } from '../reading/managers.ts';
import { keepsOut } from '../reading/mount.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['add']);
const cache = /^\/var\/cache(?:\/(?:\*|apk.*)?)?$|^\/etc\/apk\/cache/;

export const apkCache: DockerfileRule = {
  id: 'DL3019',
  slug: 'apk-cache',
  kind: 'waste',
  severity: 'low',
  title: "apk's package index stays in the layer",
  why: 'It is some two megabytes that nothing reads any more, a quarter of what Alpine itself takes.',
  fix: 'Add `--no-cache`.',
  aliases: ['DS-0025', 'AVD-DS-0025', 'DS025'],
  bad: 'FROM alpine:3.22\nRUN apk add nginx\n',
  good: 'FROM alpine:3.22\nRUN apk add --no-cache nginx\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    const lastRemoval = createLast((command) => removes(command, cache));
    for (const command of runCommands(subject)) {
      const call = readCall(command, apk, actions);
      if (
        call === undefined ||
        hasAny(call, 'no-cache', 'no-network') ||
        keepsOut(command.step, '/var/cache/apk', '/etc/apk/cache', '/var/cache')
      )
        continue;
      if (!isShipped(command.step, shipped) || lastRemoval(command.step) > command.command.range.start)
        continue;
      yield {
        message: '`apk add` leaves the package index in the layer.',
        range: { start: command.programRange.start, end: call.action.range.end },
        ...fixIn(command.step, {
          title: 'Add --no-cache',
          safety: 'safe',
          edits: [insertAt(call.action.range.end, ' --no-cache')],
        }),
      };
    }
  },
};
