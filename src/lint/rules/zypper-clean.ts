/** Rule: zypper's caches stay in the layer. https://en.opensuse.org/SDB:Zypper_manual */
import { readCall } from '../reading/arguments.ts';
import { removes, uncleaned } from '../reading/cleaning.ts';
import { zypper } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const fills: ReadonlySet<string> = new Set(
  'dist-upgrade dup in install patch ref refresh si source-install up update'.split(' '),
);
const clean: ReadonlySet<string> = new Set(['cc', 'clean']);

export const zypperClean: DockerfileRule = {
  id: 'DL3036',
  slug: 'zypper-clean',
  kind: 'waste',
  severity: 'low',
  title: "zypper's caches stay in the layer",
  why: 'Metadata and packages below /var/cache/zypp can be a hundred megabytes that nothing reads any more.',
  fix: 'Run `zypper clean --all` in the same RUN, or mount a cache on /var/cache/zypp.',
  aliases: ['DS-0020', 'AVD-DS-0020', 'DS020'],
  bad: 'FROM opensuse/leap:15.6\nRUN zypper install -y nginx\n',
  good: 'FROM opensuse/leap:15.6\nRUN zypper install -y nginx && zypper clean --all\n',
  check: (subject) =>
    uncleaned(subject, {
      fills: (command) => readCall(command, zypper, fills) !== undefined,
      cleans: (command) =>
        readCall(command, zypper, clean) !== undefined ||
        removes(command, /^\/var\/cache(?:\/(?:\*|zypp).*)?$/),
      mounts: ['/var/cache/zypp', '/var/cache'],
      cleanUp: () => 'zypper clean --all',
      leftover: 'its caches',
      safety: () => 'safe',
    }),
};
