/** Rule: pip install without versions. https://pip.pypa.io/en/stable/reference/requirement-specifiers/ */
import { runCommands } from '../query.ts';
import { hasAny, type ManagerCall } from '../reading/arguments.ts';
import { pip } from '../reading/managers.ts';
import { unpinned } from '../reading/pinning.ts';
import { asPip } from '../reading/pip.ts';
import type { DockerfileRule } from '../rule.ts';

const actions: ReadonlySet<string> = new Set(['install']);
const remote = /^(?:git|hg|svn|bzr)(?:\+[a-z-]+)?(?::|$)/;

export const pipPin: DockerfileRule = {
  id: 'DL3013',
  slug: 'pip-pin',
  kind: 'dockerfile',
  severity: 'low',
  title: 'pip installs packages without a version',
  why: 'The newest release of a package, and of everything that it needs, is installed on the day of the build: reviewed by nobody, and another one tomorrow.',
  fix: 'Write `package==version`, or install from a requirements file with hashes.',
  aliases: ['ID.20018'],
  bad: 'FROM python:3.13-slim\nRUN pip install --no-cache-dir flask\n',
  good: 'FROM python:3.13-slim\nRUN pip install --no-cache-dir flask==3.1.0\n',
  check: (subject) =>
    unpinned(subject, {
      manager: pip,
      actions,
      isPinned,
      isElsewhere,
      commands: runCommands(subject).map(asPip),
    }),
};

function isPinned(name: string): boolean {
  if (remote.test(name)) return name.replace(/^[^:]*:\/\/[^/]*/, '').includes('@');
  return /[=<>~!]=|[<>]|^\.|\/|\.(?:whl|zip|tar\.gz|tgz)$| @ /.test(name);
}

function isElsewhere(call: ManagerCall): boolean {
  return hasAny(call, 'r', 'requirement', 'c', 'constraint');
}
