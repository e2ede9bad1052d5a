/** Rule: dnf install without versions. https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages */
import { dnf } from '../reading/managers.ts';
import { unpinnedRpms } from '../reading/rpm-pinning.ts';
import type { DockerfileRule } from '../rule.ts';

export const dnfPin: DockerfileRule = {
  id: 'DL3041',
  slug: 'dnf-pin',
  kind: 'dockerfile',
  severity: 'info',
  title: 'dnf installs packages without a version',
  why: 'Two builds of one file give two images. Repositories drop old versions, though: pinning needs a mirror of your own, or a bot that moves the versions.',
  fix: 'Write `package-version`.',
  aliases: [],
  bad: 'FROM fedora:42\nRUN dnf install -y httpd && dnf clean all\n',
  good: 'FROM fedora:42\nRUN dnf install -y httpd-2.4.63 && dnf clean all\n',
  check: (subject) => unpinnedRpms(subject, dnf),
};
