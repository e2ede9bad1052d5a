/** Rule: apt-get without -y. https://manpages.debian.org/apt-get */
import { hasAny, type ManagerCall } from '../reading/arguments.ts';
import { unanswered } from '../reading/confirming.ts';
import { apt } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(
  'autoremove build-dep dist-upgrade full-upgrade install purge remove upgrade'.split(' '),
);

export const aptYes: DockerfileRule = {
  id: 'DL3014',
  slug: 'apt-yes',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'apt-get waits for an answer',
  why: 'Without `-y` apt-get asks before it installs more than was named, and a build has nobody to answer.',
  fix: 'Add `-y`.',
  aliases: ['DS-0021', 'AVD-DS-0021', 'DS021'],
  bad: 'FROM debian:13-slim\nRUN apt-get update && apt-get install nginx\n',
  good: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y nginx\n',
  *check(subject) {
    // Configured to agree, it does not ask.
    if (subject.dockerfile.text.includes('Assume-Yes')) return;
    yield* unanswered(subject, { manager: apt, actions, isAnswered, option: '-y' });
  },
};

function isAnswered(call: ManagerCall): boolean {
  if (
    hasAny(
      call,
      'y',
      'yes',
      'assume-yes',
      's',
      'simulate',
      'just-print',
      'dry-run',
      'print-uris',
      'assume-no',
      'force-yes',
    )
  )
    return true;
  const quiet = call.options.filter(({ name }) => name === 'q' || name === 'quiet');
  return quiet.length >= 2 || quiet.some(({ value }) => value === '2');
}
