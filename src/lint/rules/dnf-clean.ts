/** Rule: dnf's caches stay in the layer. https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command */
import { readCall } from '../reading/arguments.ts';
import { removes, uncleaned } from '../reading/cleaning.ts';
import { dnf } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const fills: ReadonlySet<string> = new Set(
  'distro-sync groupinstall in install localinstall rei reinstall up up-min update upgrade upgrade-minimal'.split(
    ' ',
  ),
);
const clean: ReadonlySet<string> = new Set(['clean']);

export const dnfClean: DockerfileRule = {
  id: 'DL3040',
  slug: 'dnf-clean',
  kind: 'waste',
  severity: 'low',
  title: "dnf's caches stay in the layer",
  why: 'Metadata and packages below /var/cache can be a hundred megabytes that nothing reads any more.',
  fix: 'Run `dnf clean all` in the same RUN, or mount a cache on /var/cache/libdnf5.',
  aliases: ['DS-0019', 'AVD-DS-0019', 'DS019', 'DS-0027', 'AVD-DS-0027', 'DS027'],
  bad: 'FROM fedora:42\nRUN dnf install -y httpd\n',
  good: 'FROM fedora:42\nRUN dnf install -y httpd && dnf clean all\n',
  check: (subject) =>
    uncleaned(subject, {
      fills: (command) => readCall(command, dnf, fills) !== undefined,
      cleans: (command) =>
        readCall(command, dnf, clean)?.operands.some(({ value }) => value === 'all') === true ||
        removes(command, /^\/var\/cache(?:\/(?:\*|yum|dnf|libdnf5).*)?$/),
      mounts: ['/var/cache/dnf', '/var/cache/yum', 'cache/libdnf5', '/var/cache'],
      cleanUp: ({ program }) => `${program} clean all`,
      leftover: 'its caches',
      safety: () => 'safe',
    }),
};
