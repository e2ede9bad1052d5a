/** RPM packages and modules that a command installs without a version. https://dnf.readthedocs.io/en/latest/command_ref.html#specifying-packages */
import { runCommands } from '../query.ts';
import type { LintProblem } from '../rule.ts';
import type { LintSubject } from '../subject.ts';
import type { Manager } from './arguments.ts';
import { rpmInstalls } from './managers.ts';
import { unpinned } from './pinning.ts';

const modules: ReadonlySet<string> = new Set(['module']);

export function* unpinnedRpms(subject: LintSubject, manager: Manager): Generator<LintProblem> {
  yield* unpinned(subject, { manager, actions: rpmInstalls, isPinned });
  const commands = runCommands(subject).filter(({ words }) => words.some(({ value }) => value === 'module'));
  yield* unpinned(subject, {
    manager,
    actions: modules,
    commands,
    // `module install name:stream`; `module enable` and others install nothing.
    isPinned: (name) => name.includes(':') || name === 'install',
    isElsewhere: ({ operands }) => operands[0]?.value !== 'install',
  });
}

/** `name-1.2`, `name-2:1.2-3.el9`, `name = 1.2`, files, URLs, groups, and what a package provides. */
function isPinned(name: string): boolean {
  return /-\d[\w.~^:+]*(?:-[\w.~^+]+)?$|-\d+:|\.rpm$|[/=<>(*]|^@/.test(name);
}
