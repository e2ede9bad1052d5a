/** Rule: yum's caches stay in the layer. https://man7.org/linux/man-pages/man8/yum.8.html */

import { readCall } from '../reading/arguments.ts';
import { removes, uncleaned } from '../reading/cleaning.ts';
import { yum } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const fills: ReadonlySet<string> = new Set(
  'groupinstall install localinstall reinstall update upgrade'.split(' '),
);
const clean: ReadonlySet<string> = new Set(['clean']);

export const yumClean: DockerfileRule = {
  id: 'DL3032',
  slug: 'yum-clean',
  kind: 'waste',
  severity: 'low',
  title: "yum's caches stay in the layer",
  why: 'Metadata and packages below /var/cache can be a hundred megabytes that nothing reads any more.',
  fix: 'Run `yum clean all` in the same RUN.',
  aliases: ['DS-0015', 'AVD-DS-0015', 'DS015'],
  bad: 'FROM almalinux:9\nRUN yum install -y httpd\n',
  good: 'FROM almalinux:9\nRUN yum install -y httpd && yum clean all\n',
  check: (subject) =>
    uncleaned(subject, {
      fills: (command) => readCall(command, yum, fills) !== undefined,
      cleans: (command) =>
        readCall(command, yum, clean)?.operands.some(({ value }) => value === 'all') === true ||
        removes(command, /^\/var\/cache(?:\/(?:\*|yum|dnf).*)?$/),
      mounts: ['/var/cache/yum', '/var/cache/dnf', '/var/cache'],
      cleanUp: () => 'yum clean all',
      leftover: 'its caches',
      safety: () => 'safe',
    }),
};
