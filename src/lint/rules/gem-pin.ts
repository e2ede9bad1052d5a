/** Rule: gem install without versions. https://guides.rubygems.org/command-reference/#gem-install */
import { hasAny } from '../reading/arguments.ts';
import { gem } from '../reading/managers.ts';
import { unpinned } from '../reading/pinning.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['i', 'install']);

export const gemPin: DockerfileRule = {
  id: 'DL3028',
  slug: 'gem-pin',
  kind: 'dockerfile',
  severity: 'low',
  title: 'gem installs packages without a version',
  why: 'The newest release of a gem, and of everything that it needs, is installed on the day of the build: reviewed by nobody, and another one tomorrow.',
  fix: 'Write `gem:version`, or use Bundler with a lock file.',
  aliases: [],
  bad: 'FROM ruby:3.4-slim\nRUN gem install rake\n',
  good: 'FROM ruby:3.4-slim\nRUN gem install rake:13.2.1\n',
  check: (subject) =>
    unpinned(subject, {
      manager: gem,
      actions,
      isPinned: (name) => /:|\.gem$/.test(name),
      isElsewhere: (call) => hasAny(call, 'v', 'version', 'g', 'file'),
      // What follows is for the compilation of native parts.
      endsAtDashes: true,
    }),
};
