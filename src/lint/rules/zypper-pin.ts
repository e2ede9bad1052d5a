/** Rule: zypper install without versions. https://en.opensuse.org/SDB:Zypper_manual */
import { zypper } from '../reading/managers.ts';
import { unpinned } from '../reading/pinning.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['in', 'install']);

export const zypperPin: DockerfileRule = {
  id: 'DL3037',
  slug: 'zypper-pin',
  kind: 'dockerfile',
  severity: 'info',
  title: 'zypper installs packages without a version',
  why: 'Two builds of one file give two images. Repositories drop old versions, though: pinning needs a mirror of your own, or a bot that moves the versions.',
  fix: 'Write `package=version`.',
  aliases: [],
  bad: 'FROM opensuse/leap:15.6\nRUN zypper install -y nginx && zypper clean\n',
  good: 'FROM opensuse/leap:15.6\nRUN zypper install -y nginx=1.21.5 && zypper clean\n',
  check: (subject) =>
    unpinned(subject, { manager: zypper, actions, isPinned: (name) => /[=<>/]|\.rpm$/.test(name) }),
};
