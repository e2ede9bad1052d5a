/** Who the image's programs run as, as far as the file and its base tell. */
import type { Range } from '../../dockerfile/syntax.ts';
import { commandsOf } from '../query.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';
import { hasAny, readArguments } from './arguments.ts';
import { officialName, readImageName } from './image-name.ts';
import { foundationOf, lineageOf } from './stage.ts';

export interface FinalUser {
  readonly isRoot: boolean;
  /** What makes it so; a whole sentence. */
  readonly reason: string;
  readonly range: Range;
}

/** Official images whose config names no user. */
const rootBases: ReadonlySet<string> = new Set(
  'alpine almalinux amazonlinux archlinux bash buildpack-deps busybox caddy centos clojure composer debian docker dotnet eclipse-temurin elixir erlang fedora gcc golang haskell httpd ibmjava julia mageia maven mariadb mongo mysql nginx node openjdk oraclelinux perl php photon pypy python r-base redis rockylinux ruby rust sapmachine swift tomcat traefik ubuntu wordpress'.split(
    ' ',
  ),
);
const accountOptions: ReadonlySet<string> = new Set(
  'u uid g gid G groups d home home-dir s shell c comment gecos b base-dir e expiredate f inactive k skel p password K key N ingroup'.split(
    ' ',
  ),
);

/** Undefined where nothing can be said: variables without a value, a base that is not known. */
export function finalUser(subject: LintSubject): FinalUser | undefined {
  const { target } = subject;
  if (target === undefined) return undefined;
  const lineage = lineageOf(subject, target.index);
  if (target.end.user === null) return undefined;
  if (target.end.user !== undefined) {
    const name = target.end.user.split(':')[0] ?? '';
    const user = lineage
      .flatMap(({ instructions }) => instructions.findLast(({ keyword }) => keyword === 'USER') ?? [])
      .at(0);
    const range = user?.range ?? target.from.range;
    if (/^(?:root|0+)$/.test(name)) return { isRoot: true, reason: `USER \`${name}\` is root.`, range };
    const line = rootAccounts(
      subject,
      lineage.map(({ index }) => index),
    ).get(name);
    const raised = raisedStart(target.steps);
    if (raised !== undefined) {
      return {
        isRoot: true,
        reason: `USER is \`${name}\`, and the program is started as root by \`${raised.program}\`.`,
        range: raised.range,
      };
    }
    return line === undefined
      ? { isRoot: false, reason: `USER is \`${name}\`.`, range }
      : {
          isRoot: true,
          reason: `\`${name}\` is given the user id 0 in line ${line}: another name for root.`,
          range,
        };
  }
  const foundation = foundationOf(subject, target.index);
  const range = foundation?.stage.from.words[0]?.range ?? target.from.range;
  if (foundation?.isScratch === true) {
    // An image that starts nothing is one of files.
    const starts = lineage.some(({ instructions }) =>
      instructions.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT'),
    );
    if (!starts) return undefined;
    return {
      isRoot: true,
      reason: 'No USER is set, and `scratch` has none: the program runs as root.',
      range,
    };
  }
  if (foundation?.facts !== undefined) {
    const user = foundation.facts.config.user ?? '';
    const isRoot = /^(?:root|0+)?(?::|$)/.test(user);
    const told = user === '' ? 'sets none' : `sets \`${user}\``;
    return {
      isRoot,
      reason: `No USER is set, and the base image ${told}${isRoot ? ': the program runs as root' : ''}.`,
      range,
    };
  }
  const name = foundation?.name;
  if (name === undefined || !rootBases.has(officialName(name) ?? '') || isRootless(name)) return undefined;
  return {
    isRoot: true,
    reason: `No USER is set, and \`${name}\` sets none: the program runs as root.`,
    range,
  };
}

/** `ENTRYPOINT ["sudo", "run"]`: the account is left before the program begins. */
function raisedStart(
  steps: readonly Step[],
): { readonly program: string; readonly range: Range } | undefined {
  for (const keyword of ['ENTRYPOINT', 'CMD']) {
    const start = steps.findLast(
      ({ instruction, isTrigger }) => instruction.keyword === keyword && !isTrigger,
    );
    const first = start?.commands[0];
    if (start === undefined || first === undefined) continue;
    const isSudo = first.starters[0] === 'sudo' || first.program === 'sudo';
    // `sudo -u app` steps down, or aside.
    const words = first.command.words.map(({ value }) => value);
    if (isSudo && !words.some((value) => /^(?:-u|--user)/.test(value)))
      return { program: 'sudo', range: start.instruction.range };
  }
  return undefined;
}

function isRootless(name: string): boolean {
  return /nonroot|rootless|unprivileged|unprivilege/.test(readImageName(name).tag ?? '');
}

/** Accounts that useradd and its like create with the id 0, and the lines. */
function rootAccounts({ stages }: LintSubject, lineage: readonly number[]): ReadonlyMap<string, number> {
  const accounts = new Map<string, number>();
  for (const index of lineage) {
    for (const step of stages[index]?.steps ?? []) {
      for (const { program, words } of commandsOf(step)) {
        if (!/^(?:useradd|adduser|usermod)$/.test(program)) continue;
        const read = readArguments(words, accountOptions);
        if (!hasAny(read, 'u', 'uid')) continue;
        const id = read.options.find(({ name }) => name === 'u' || name === 'uid')?.value;
        const name = read.operands.at(program === 'adduser' ? 0 : -1)?.value;
        if (name !== undefined && (typeof id === 'string' ? id : id?.value) === '0')
          accounts.set(name, step.instruction.line);
      }
    }
  }
  return accounts;
}
