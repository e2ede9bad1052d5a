/** Rule: yum install without versions. https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages */
import { yum } from '../reading/managers.ts';
import { unpinnedRpms } from '../reading/rpm-pinning.ts';
import type { DockerfileRule } from '../rule.ts';

export const yumPin: DockerfileRule = {
  id: 'DL3033',
  slug: 'yum-pin',
  kind: 'dockerfile',
  severity: 'info',
  title: 'yum installs packages without a version',
  why: 'Two builds of one file give two images. Repositories drop old versions, though: pinning needs a mirror of your own, or a bot that moves the versions.',
  fix: 'Write `package-version`.',
  aliases: [],
  bad: 'FROM almalinux:9\nRUN yum install -y httpd && yum clean all\n',
  good: 'FROM almalinux:9\nRUN yum install -y httpd-2.4.62 && yum clean all\n',
  check: (subject) => unpinnedRpms(subject, yum),
};
