/** Folders that the program writes to: made in the builder for its user, as the final stage cannot change owners. */
import { posix } from 'node:path';
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';

/** The folder of the builder stage whose content becomes part of the final image's root. */
export const writableFolder = '/writable';

export interface Writable {
  /** Absolute, sorted; those that no copy brings. */
  readonly made: readonly string[];
  /** Absolute, sorted; inside of folders that are copied. */
  readonly owned: readonly string[];
  readonly assumptions: readonly string[];
}

/** Belong to the system, or to a base's own folder for its user. */
const foreign =
  /^\/(?:$|(?:proc|sys|dev|boot|tmp|root|media|mnt|usr|bin|sbin|lib\w*|etc|home|run)(?:\/|$)|var\/?$|var\/(?:tmp|run|lock|mail|spool|lib\/(?:apt|dpkg|rpm|dnf|yum)|cache\/(?:apt|apk|dnf|yum|debconf|ldconfig|man)|log\/apt)(?:\/|$)|var\/(?:lib|log|cache|local|opt)\/?$)/;
const mostMade = 20;

/**
 * Folders that the build made for writing: empty ones, those that it gave to the user that runs, volumes that are
 * not there; and those that a trace saw written.
 */
export function findWritable(
  subject: Subject,
  copies: readonly CopyPlan[],
  volumes: readonly string[],
  traced: ReadonlySet<string>,
): Writable {
  const fromTrace = [...traced].filter((path) => !isForeign(subject, path));
  const wanted = outermost([...preparedFolders(subject), ...volumes, ...fromTrace]);
  const isTaken = (path: string): boolean =>
    copies.some(({ target, writable }) => writable === true && isAtOrBelow(path, target));
  // What is copied on the root is a skeleton, whose folders are not the image's.
  const isInside = (path: string): boolean =>
    copies.some(({ target }) => target !== '/' && isAtOrBelow(path, target));
  const open = wanted.filter((path) => !isTaken(path) && /^\/[\w@%+=:,./-]+$/.test(path));
  const made = open.filter((path) => !isInside(path));
  const kept = made.slice(0, mostMade);
  const lost = made.slice(mostMade);
  return {
    made: kept,
    // Where the build made nothing there is nothing to give away.
    owned: open.filter((path) => isInside(path) && subject.input.footprint.files.has(path.slice(1))),
    assumptions:
      lost.length === 0
        ? []
        : [
            `${lost.length} more folders are written to, ${lost[0]} one of them: mount them, or name them by --keep.`,
          ],
  };
}

/** Lines for the builder stage, none where there is nothing to do. */
export function writableLines(subject: Subject, { made, owned }: Writable): readonly string[] {
  const folders = made.map((path) => `${writableFolder}${path}`);
  const all = [...folders, ...owned];
  if (all.length === 0) return [];
  const { uid, gid } = subject.user;
  const commands = [
    ...(folders.length === 0 ? [] : [`mkdir -p ${folders.join(' ')}`]),
    `chown ${uid}:${gid} ${all.join(' ')}`,
  ];
  const asRoot = subject.input.footprint.users.runsAs.isRoot ? [] : ['USER 0:0'];
  return [...asRoot, `RUN ${commands.join(' && ')}`];
}

/** The working directory is the program's own wherever it lies. */
function isForeign({ workdir }: Subject, path: string): boolean {
  const isOwn = workdir !== '/' && !workdir.startsWith('/root') && isAtOrBelow(path, workdir);
  return foreign.test(`${path}/`) && !isOwn;
}

const makers = /^(?:mkdir|install|chown)$/;
const deepest = 3;

/** Folders of the image's own layers that nothing is in, or that the user who runs was given. */
function preparedFolders(subject: Subject): readonly string[] {
  const { input, commands, workdir } = subject;
  const { files, base, users } = input.footprint;
  // Builds leave empty folders of their own: where there is a Dockerfile, it has to name the folder.
  const named = new Set(
    commands
      .filter(({ name }) => makers.test(posix.basename(name)))
      .flatMap(({ words }) => words.map(({ value }) => posix.resolve(workdir, value))),
  );
  const isMeant = (path: string): boolean =>
    input.dockerfile === undefined ? path.split('/').length <= deepest + 1 : named.has(path);
  const filled = new Set<string>();
  for (const [path, { entry }] of files) {
    if (entry.type !== 'dir') filled.add(posix.dirname(path));
  }
  for (const path of [...filled]) {
    for (let at = posix.dirname(path); at !== '.' && !filled.has(at); at = posix.dirname(at)) filled.add(at);
  }
  const found: string[] = [];
  for (const [path, { entry, layer }] of files) {
    const name = `/${path}`;
    if (entry.type !== 'dir' || layer < base.layers || isForeign(subject, name) || !isMeant(name)) continue;
    const isGiven = entry.uid !== 0 && entry.uid === users.runsAs.uid;
    if (isGiven || !filled.has(path)) found.push(name);
  }
  return found;
}

/** Sorted, without those below another. */
function outermost(paths: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const path of [...new Set(paths)].sort()) {
    if (!found.some((one) => isAtOrBelow(path, one))) found.push(path);
  }
  return found;
}

function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
