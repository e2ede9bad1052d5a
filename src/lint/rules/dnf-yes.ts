/** Rule: dnf without -y. https://dnf.readthedocs.io/en/latest/command_ref.html */
import { hasAny } from '../reading/arguments.ts';
import { unanswered } from '../reading/confirming.ts';
import { dnf } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(
  'autoremove builddep distro-sync downgrade erase groupinstall in install localinstall reinstall remove up update upgrade'.split(
    ' ',
  ),
);

export const dnfYes: DockerfileRule = {
  id: 'DL3038',
  slug: 'dnf-yes',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'dnf waits for an answer',
  why: 'Without `-y` dnf asks before it changes anything, and a build has nobody to answer.',
  fix: 'Add `-y`.',
  aliases: [],
  bad: 'FROM fedora:42\nRUN dnf install httpd && dnf clean all\n',
  good: 'FROM fedora:42\nRUN dnf install -y httpd && dnf clean all\n',
  check: (subject) =>
    unanswered(subject, {
      manager: dnf,
      actions,
      isAnswered: (call) => hasAny(call, 'y', 'assumeyes', 'assumeno', 'downloadonly'),
      option: '-y',
    }),
};
