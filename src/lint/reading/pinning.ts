/** Packages that a command installs in whatever version the repository has that day. */
import type { ShellWord } from '../../dockerfile/shell.ts';
import type { EvidenceItem } from '../../model/finding.ts';
import { type RunCommand, runCommands } from '../query.ts';
import type { LintProblem } from '../rule.ts';
import type { LintSubject } from '../subject.ts';
import { type Manager, type ManagerCall, readCall } from './arguments.ts';

export interface Pinning {
  readonly manager: Manager;
  readonly actions: ReadonlySet<string>;
  /** True for what says its version, and for what is no package of a repository: a file, a URL. */
  isPinned(name: string): boolean;
  /** True for calls whose packages get their versions in another way. */
  isElsewhere?(call: ManagerCall): boolean;
  /** How many operands are packages, where not all are. */
  most?(call: ManagerCall): number | undefined;
  /** True when what follows `--` is for another program. */
  readonly endsAtDashes?: boolean;
  /** The commands to look at, where they are not simply all. */
  readonly commands?: readonly RunCommand[];
}

/** One problem a command, at the first package without a version. */
export function* unpinned(subject: LintSubject, pinning: Pinning): Generator<LintProblem> {
  for (const command of pinning.commands ?? runCommands(subject)) {
    const call = readCall(command, pinning.manager, pinning.actions);
    if (call === undefined || pinning.isElsewhere?.(call) === true) continue;
    const dashes =
      pinning.endsAtDashes === true ? command.words.find(({ value }) => value === '--') : undefined;
    const packages = call.operands
      .slice(0, pinning.most?.(call))
      .filter(({ range }) => dashes === undefined || range.start < dashes.range.start);
    const loose = packages.filter((word) => isPlainName(word) && !pinning.isPinned(word.value));
    const [first] = loose;
    if (first === undefined) continue;
    const names = loose.map(({ value }) => value);
    const evidence: EvidenceItem[] = names.slice(0, 100).map((value) => ({ label: 'package', value }));
    yield {
      message: `\`${command.program} ${call.action.value}\` takes ${listed(names)} in whatever version there is on the day of the build.`,
      range: first.range,
      evidence,
    };
  }
}

/** What is known before the build: a variable may hold a version. */
function isPlainName(word: ShellWord): boolean {
  return word.isLiteral && word.value !== '' && !/[$`]/.test(word.value);
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, 3).map((name) => `\`${name}\``);
  const more = names.length - some.length;
  return more === 0 ? some.join(', ') : `${some.join(', ')} and ${more} more`;
}
