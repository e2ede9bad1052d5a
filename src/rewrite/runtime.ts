/** The base that the user asks for in place of the one that the evidence chose, as far as the evidence allows it. */
import { posix } from 'node:path';
import { elvesBelow } from './folders.ts';
import { glibcOf } from './glibc.ts';
import type { CopyPlan, Plan } from './plan.ts';
import { skeletonFolder } from './skeleton.ts';
import type { Subject } from './subject.ts';
import { findTarget, type Target, type TargetId, targets } from './target.ts';

export type RuntimeChoice =
  | { readonly plan: Plan; readonly assumptions: readonly string[] }
  | { readonly refused: string };

/** What stands in for each other, the smallest first. */
const families: ReadonlyMap<string, readonly TargetId[]> = new Map([
  ['alpine', ['alpine']],
  ['chainguard', ['chainguard-static', 'chainguard-glibc']],
  ['chiseled', ['chiselled']],
  ['wolfi', ['chainguard-static', 'chainguard-glibc']],
]);

/**
 * The plan on the first of the wished bases that has what it needs. A wish is a family (`chainguard`), a target's
 * id (`static`), or an image that is taken to hold what the chosen target does.
 */
export function chooseRuntime(subject: Subject, plan: Plan): RuntimeChoice {
  const wishes = subject.input.wishes?.runtimes ?? [];
  const refused: string[] = [];
  for (const wish of wishes) {
    const ids = wish === 'distroless' ? [plan.target.id] : (families.get(wish) ?? [wish]);
    for (const id of ids) {
      if (id === plan.target.id) return { plan, assumptions: [] };
      const target = targets.find((one) => one.id === id);
      if (target === undefined) {
        return {
          plan: { ...plan, target: { ...plan.target, name: id } },
          assumptions: [`${id} holds what ${plan.target.name} does: it was asked for and not looked at.`],
        };
      }
      const trouble = troubleOf(subject, plan, target);
      if (trouble === undefined) return onto(subject, plan, target);
      refused.push(`--runtime ${id} ${trouble}`);
    }
  }
  return refused.length === 0 ? { plan, assumptions: [] } : { refused: refused.join(', and ') };
}

const isLoader = (path: string): boolean => /(^|\/)ld-(linux|musl)[\w.-]*$|(^|\/)ld64\.so/.test(path);
const isLibrary = (path: string): boolean => /\.so(\.|$)/.test(path) || isLoader(path);
const sourcesOf = ({ copies }: Plan): readonly string[] => copies.flatMap(({ sources }) => sources);

/** Why the target cannot take the plan, a clause after its name. */
function troubleOf(subject: Subject, plan: Plan, target: Target): string | undefined {
  const { platform, footprint } = subject.input;
  if (findTarget(target.id, platform) === undefined) return `is not published for ${platform.architecture}`;
  const { program } = plan.target;
  if (program !== undefined && target.program !== program) {
    return `lacks ${program}, which ${plan.target.name} has`;
  }
  const needed = neededLibraries(subject, plan);
  const bringsLibc = sourcesOf(plan).some(isLoader);
  if (bringsLibc && target.libc === 'musl') return troubleOnMusl(subject, needed, target);
  if (bringsLibc && target.libc !== 'none') {
    return 'has a C library of its own beside the one that comes along';
  }
  const lacking = needed.filter(
    (name) => plan.target.libraries.has(name) && !isLoader(name) && !target.libraries.has(name),
  );
  const isDynamic = needed.length > 0 && !bringsLibc;
  if (isDynamic && target.libc === 'musl') return 'has musl, and the program needs glibc';
  if (lacking.length > 0) return `lacks ${lacking.slice(0, 3).join(', ')}, which ${plan.target.name} has`;
  const linked = glibcOf(footprint.os);
  if (isDynamic && target.glibc !== undefined && linked !== undefined && linked > target.glibc) {
    return `has glibc 2.${target.glibc}, and the program was linked against 2.${linked}`;
  }
  const copied = sourcesOf(plan).find(isLibrary);
  if (isDynamic && target.glibc !== undefined && copied !== undefined) {
    return `is of another release than ${posix.basename(copied)}, which comes along`;
  }
  return undefined;
}

function troubleOnMusl({ input }: Subject, needed: readonly string[], target: Target): string | undefined {
  const { os } = input.footprint;
  if (os?.id !== 'alpine' || os.versionId === undefined) return 'takes programs of its own release only';
  const libc = needed.find((name) => name === 'libc.so.6');
  return libc === undefined || target.libraries.has(libc)
    ? undefined
    : 'has musl, and the program needs glibc';
}

/** DT_NEEDED names of all that is copied, each once. */
function neededLibraries(subject: Subject, plan: Plan): readonly string[] {
  const paths = elvesBelow(subject, sourcesOf(plan));
  return [...new Set(paths.flatMap((path) => subject.executables.get(path)?.needed ?? []))];
}

function onto(subject: Subject, plan: Plan, target: Target): RuntimeChoice {
  const lacks = [
    ...(target.caCertificates ? [] : ['CA certificates']),
    ...(target.timeZones ? [] : ['time zones']),
    ...(target.id === 'scratch' ? ['/tmp', 'passwd or home'] : []),
  ];
  const release = /^\d+\.\d+/.exec(subject.input.footprint.os?.versionId ?? '')?.[0];
  const isOwn = target.libc === 'musl' && sourcesOf(plan).some(isLoader);
  const moved = isOwn ? withoutSystem(plan, target) : plan;
  const name = isOwn && release !== undefined ? `alpine:${release}` : target.name;
  return {
    plan: { ...moved, target: { ...target, name } },
    assumptions: [
      ...(lacks.length === 0
        ? []
        : [`${name} has no ${lacks.join(', ')}: the program needs none, or --keep names them.`]),
      ...(target.shell
        ? [`${name} has a shell and a package manager, which whoever breaks in finds there.`]
        : []),
      ...(target.uid === undefined || target.uid === subject.user.uid
        ? []
        : [
            `${name} has no account of uid ${subject.user.uid}: a program that asks for its name or home finds none.`,
          ]),
    ],
  };
}

/** The plan without what the base brings: its loader, its libraries, accounts and records. */
function withoutSystem(plan: Plan, target: Target): Plan {
  const brings = (source: string): boolean =>
    source === skeletonFolder ||
    source === '/etc/os-release' ||
    isLoader(source) ||
    target.libraries.has(posix.basename(source)) ||
    (target.caCertificates && source.startsWith('/etc/ssl/'));
  const copies: readonly CopyPlan[] = plan.copies
    .map((copy) => ({ ...copy, sources: copy.sources.filter((source) => !brings(source)) }))
    .filter(({ sources }) => sources.length > 0);
  const { builderLines: _, ...rest } = plan;
  return { ...rest, copies };
}
