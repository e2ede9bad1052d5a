/** Rule: yum without -y. https://man7.org/linux/man-pages/man8/yum.8.html */
import { hasAny } from '../reading/arguments.ts';
import { unanswered } from '../reading/confirming.ts';
import { yum } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(
  'downgrade erase groupinstall install localinstall reinstall remove update upgrade'.split(' '),
);

export const yumYes: DockerfileRule = {
  id: 'DL3030',
  slug: 'yum-yes',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'yum waits for an answer',
  why: 'Without `-y` yum asks before it changes anything, and a build has nobody to answer.',
  fix: 'Add `-y`.',
  aliases: [],
  bad: 'FROM almalinux:9\nRUN yum install httpd && yum clean all\n',
  good: 'FROM almalinux:9\nRUN yum install -y httpd && yum clean all\n',
  check: (subject) =>
    unanswered(subject, {
      manager: yum,
      actions,
      isAnswered: (call) => hasAny(call, 'y', 'assumeyes', 'assumeno', 'downloadonly'),
      option: '-y',
    }),
};
