/** Rule: zypper without --non-interactive or -y. https://en.opensuse.org/SDB:Zypper_manual */
import { hasAny } from '../reading/arguments.ts';
import { unanswered } from '../reading/confirming.ts';
import { zypper } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(
  'dist-upgrade dup in install patch remove rm si source-install up update'.split(' '),
);

export const zypperYes: DockerfileRule = {
  id: 'DL3034',
  slug: 'zypper-yes',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'zypper waits for an answer',
  why: 'Without `-y` or `--non-interactive` zypper asks before it changes anything, and a build has nobody to answer.',
  fix: 'Add `-y`.',
  aliases: [],
  bad: 'FROM opensuse/leap:15.6\nRUN zypper install nginx && zypper clean\n',
  good: 'FROM opensuse/leap:15.6\nRUN zypper install -y nginx && zypper clean\n',
  check: (subject) =>
    unanswered(subject, {
      manager: zypper,
      actions,
      isAnswered: (call) => hasAny(call, 'y', 'n', 'non-interactive', 'no-confirm', 'D', 'dry-run'),
      option: '-y',
    }),
};
