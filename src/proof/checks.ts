/** What has to hold in the image that a rewrite made, whether it runs or not. */
import { posix } from 'node:path';
import { findOnPath, resolvePath } from '../footprint/resolve.ts';
import type { Footprint } from '../model/footprint.ts';
import type { ProofCheck } from '../model/proof.ts';
import type { Report } from '../model/report.ts';
import type { FinalImage } from '../model/rewrite.ts';
import type { SuggestInput } from '../rewrite/suggester.ts';

/** An image that was built and scanned. */
export interface Look extends SuggestInput {
  readonly report: Report;
}

const mostListed = 100;

/** The checks, always all of them in the same order. */
export function checkImage(before: Look, after: Look, plan: FinalImage): readonly ProofCheck[] {
  return [
    pathsKept(after, plan),
    programsResolve(before, after),
    without('no-shell', 'shell', after.report.footprint?.shells ?? [], plan),
    without('no-package-manager', 'package manager', after.report.footprint?.packageManagers ?? [], plan),
    nonRoot(after),
    entrypoint(after),
  ];
}

function check(id: ProofCheck['id'], missing: Iterable<string>, good: string, bad: string): ProofCheck {
  const list = [...new Set(missing)].sort();
  const passed = list.length === 0;
  return { id, passed, message: passed ? good : bad, missing: list.slice(0, mostListed) };
}

function pathsKept({ footprint }: Look, { paths }: FinalImage): ProofCheck {
  const lost = paths.filter((path) => !isThere(footprint, path));
  const good = `All ${paths.length} paths that the plan keeps are in the image.`;
  return check(
    'paths-kept',
    lost,
    good,
    `${lost.length} of ${paths.length} paths that the plan keeps are not there.`,
  );
}

/** A folder may have no entry of its own. */
function isThere({ files }: Footprint, path: string): boolean {
  const clean = posix.normalize(path).replace(/^\/+|\/+$/g, '');
  if (clean === '' || clean === '.' || resolvePath(files, clean) !== undefined) return true;
  for (const name of files.keys()) if (name.startsWith(`${clean}/`)) return true;
  return false;
}

/** Libraries by file name, wherever they lie: what the original lacks too is not the rewrite's fault. */
function programsResolve(before: Look, after: Look): ProofCheck {
  const names = (look: Look): ReadonlySet<string> =>
    new Set([...look.footprint.files.keys()].map((path) => posix.basename(path)));
  const [had, has] = [names(before), names(after)];
  const missing = new Set<string>();
  let programs = 0;
  let unread = 0;
  for (const item of after.footprint.evidence) {
    if (item.kind !== 'executable' || !item.live || item.format !== 'elf') continue;
    const { interpreter, needed } = item;
    if (needed === undefined) unread += 1;
    else programs += 1;
    const lacksLoader =
      interpreter !== undefined && resolvePath(after.footprint.files, interpreter) === undefined;
    if (lacksLoader && resolvePath(before.footprint.files, interpreter) !== undefined)
      missing.add(interpreter);
    for (const name of needed ?? []) if (!has.has(name) && had.has(name)) missing.add(name);
  }
  const rest = unread === 0 ? '' : ` What ${unread} more need could not be read.`;
  const good = `All ${programs} programs and libraries find their loader and libraries.${rest}`;
  return check('programs-resolve', missing, good, 'Programs or libraries lack what they are linked to.');
}

function without(
  id: 'no-shell' | 'no-package-manager',
  what: string,
  found: readonly { readonly path: string }[],
  { paths, base, shell }: FinalImage,
): ProofCheck {
  if (shell === true) return check(id, [], `${base} was asked for, which has a ${what}.`, '');
  const asked = (path: string): boolean =>
    paths.some((kept) => path === kept || path.startsWith(`${kept.replace(/\/$/, '')}/`));
  const left = found.map(({ path }) => `/${path}`).filter((path) => !asked(path));
  const kept = found.length - left.length;
  const good = kept === 0 ? `No ${what} is left.` : `No ${what} is left but what the plan keeps.`;
  return check(id, left, good, `A ${what} is left.`);
}

function nonRoot({ footprint }: Look): ProofCheck {
  const { configured, isRoot } = footprint.users.runsAs;
  const bad = isRoot ? [configured === '' ? 'root' : configured] : [];
  return check('non-root', bad, `It runs as ${configured}, which is not root.`, 'It runs as root.');
}

function entrypoint({ footprint, config, report }: Look): ProofCheck {
  const [command] = footprint.entrypoint.argv;
  if (command === undefined)
    return check('entrypoint', ['ENTRYPOINT'], '', 'It has neither ENTRYPOINT nor CMD.');
  const path = findOnPath(footprint.files, command, config.env, config.workingDir);
  const file = path === undefined ? undefined : footprint.files.get(path);
  const content = file?.content ?? file?.entry;
  const runs = content?.type === 'file' && (content.mode & 0o111) !== 0;
  const broken = report.findings.some(({ id }) => id === 'broken-entrypoint');
  const bad = runs && !broken ? [] : [command];
  return check('entrypoint', bad, `/${path} is there and executable.`, `${command} cannot be started.`);
}
