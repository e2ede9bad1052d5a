/** Rule: apt-get install without versions. https://docs.docker.com/build/building/best-practices/#apt-get */
import { apt } from '../reading/managers.ts';
import { unpinned } from '../reading/pinning.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['install']);

export const aptPin: DockerfileRule = {
  id: 'DL3008',
  slug: 'apt-pin',
  kind: 'dockerfile',
  severity: 'info',
  title: 'apt-get installs packages without a version',
  why: 'Two builds of one file give two images. Distributions delete old versions, though: pinning needs a snapshot repository, or a bot that moves the versions.',
  fix: 'Write `package=version`, or build on a snapshot of the repository.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx\n',
  good: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx=1.26.3-3\n',
  check: (subject) =>
    unpinned(subject, {
      manager: apt,
      actions,
      // `name-` removes a package.
      isPinned: (name) => /[=/]|\.deb$|-$/.test(name),
    }),
};
