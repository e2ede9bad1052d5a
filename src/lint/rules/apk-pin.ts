/** Rule: apk add without versions. https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper */
import { apk } from '../reading/managers.ts';
import { unpinned } from '../reading/pinning.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['add']);

export const apkPin: DockerfileRule = {
  id: 'DL3018',
  slug: 'apk-pin',
  kind: 'dockerfile',
  severity: 'info',
  title: 'apk installs packages without a version',
  why: 'Two builds of one file give two images. Alpine keeps only the newest build of a version, so that `=1.2-r3` breaks soon and `~1.2` lasts.',
  fix: 'Write `package~version`.',
  aliases: [],
  bad: 'FROM alpine:3.22\nRUN apk add --no-cache nginx\n',
  good: 'FROM alpine:3.22\nRUN apk add --no-cache nginx~1.28\n',
  check: (subject) =>
    unpinned(subject, {
      manager: apk,
      actions,
      // `!name` forbids a package.
      isPinned: (name) => /[=~<>@]|\.apk$|^!|\//.test(name),
    }),
};
