/** The files of an image that one program needs: its package's, its interpreter's and application's, libraries, data. */
import { posix } from 'node:path';
import { resolvePath } from '../footprint/resolve.ts';
import { systemPackageTypes } from '../model/package.ts';
import { findData, operands } from './application.ts';
import { filesByName, isCopyable } from './by-name.ts';
import { findLibraries } from './libraries.ts';
import type { Subject } from './subject.ts';

export interface ClosureFiles {
  /** Live paths without leading slash, no folders. */
  readonly paths: ReadonlySet<string>;
  /** Absolute names that lead to files through links: the loader as ELF headers name it, os-release. */
  readonly links: readonly string[];
  /** Absolute folders that a user other than root owns today. */
  readonly writable: readonly string[];
  /** Packages of the program's own source, sorted. */
  readonly packages: readonly string[];
  /** The distribution's packages that own something of all this. */
  readonly owners: ReadonlySet<string>;
  /** DT_NEEDED names that are nowhere, sorted. */
  readonly missing: readonly string[];
  /** Scripts whose interpreter is not taken along, absolute. */
  readonly scripts: readonly string[];
}

/** What nobody reads at run time. */
const idle =
  /^usr\/(share\/(doc|man|info|lintian|bug|locale|bash-completion|zsh|fish|applications|icons|pixmaps)|include|src)\/|^(usr\/)?lib\/(systemd|udev|tmpfiles\.d|sysusers\.d)\/|^etc\/(init\.d|init|cron\.[a-z]+|logrotate\.d|default|apt|ufw)\/|^var\/(log|cache|lib\/(dpkg|apt|rpm))\/|\.(a|la|h|pc)$/;
const programs = /^(usr\/(local\/)?)?s?bin\//;

/** Folders of languages where packages lie, by the interpreter's name. */
const languages: readonly (readonly [RegExp, RegExp])[] = [
  [
    /(^|\/)ruby[\d.]*$/,
    /^(usr\/local\/(lib\/ruby|bundle)|var\/lib\/gems|usr\/lib\/ruby|usr\/lib\/[\w-]+\/ruby|usr\/share\/rubygems-integration|usr\/share\/ruby[\w-]*)\//,
  ],
  [
    /(^|\/)php(-fpm|-cgi)?[\d.]*$/,
    /^(usr\/local\/(lib\/php|etc|php)|etc\/php[\d.]*|usr\/(lib|share)\/php[\d.]*)\//,
  ],
  [
    /(^|\/)perl[\d.]*$/,
    /^(usr\/(local\/)?(share|lib)\/perl5?|usr\/share\/perl|usr\/(local\/)?lib\/[\w-]+\/perl(5|-base)?)\//,
  ],
  [/(^|\/)dotnet$/, /^usr\/(share|lib|lib64)\/dotnet\/(host|shared)\//],
];

const data =
  /^(etc\/ssl\/certs\/ca-certificates\.crt|etc\/ssl\/cert\.pem|etc\/pki\/ca-trust\/extracted\/pem\/tls-ca-bundle\.pem|etc\/(services|protocols|mime\.types|localtime|timezone)|usr\/share\/zoneinfo\/.*)$/;
/** Owned by others than root for reasons of the distribution's own. */
const foreign = /^(tmp|home|root|proc|sys|dev|var\/(mail|spool|tmp|cache\/(apt|man)|lib\/apt))(\/|$)/;

/** With all below the absolute `folders`; undefined where the program's loader is not in the image. */
export function closureFiles(
  subject: Subject,
  program: string,
  folders: readonly string[] = [],
): ClosureFiles | undefined {
  const { footprint } = subject.input;
  const { files } = footprint;
  const loader = subject.executables.get(program)?.interpreter;
  if (loader !== undefined && resolvePath(files, loader) === undefined) return undefined;
  const packages = ownPackages(subject, program);
  const language = languages.find(([name]) => name.test(program))?.[1];
  const isOwn = isOwnProgram(subject, program);
  const application =
    folders.length > 0
      ? folders
      : isOwn
        ? findData(subject, program).flatMap(({ sources }) => sources)
        : [subject.workdir];
  const paths = new Set<string>([program]);
  for (const [path, { owner }] of files) {
    if (!isCopyable(files, path)) continue;
    const isPackaged = owner?.name !== undefined && packages.has(owner.name);
    const isUsed =
      (isPackaged && !idle.test(path) && !programs.test(path)) ||
      language?.test(path) === true ||
      application.some((one) => one !== '/' && (`/${path}` === one || `/${path}`.startsWith(`${one}/`))) ||
      data.test(path);
    if (!isUsed) continue;
    paths.add(path);
    // A link keeps leading somewhere where its whole folder is copied.
    const target = resolvePath(files, path);
    if (target !== undefined) paths.add(target);
  }
  for (const path of operands(subject)) paths.add(path);
  const missing = addLibraries(subject, paths);
  const links = [
    ...(loader === undefined ? [] : [loader]),
    ...(resolvePath(files, 'etc/os-release') === undefined ? [] : ['/etc/os-release']),
  ];
  const scripts = [...paths].flatMap((path) => {
    const { format, interpreter } = subject.executables.get(path) ?? {};
    const found = resolvePath(files, interpreter ?? '');
    const isLost = format === 'script' && interpreter?.startsWith('/') === true && !paths.has(found ?? '');
    return isLost ? [`/${path} (${interpreter})`] : [];
  });
  const isBuilt = (folder: string): boolean => `/${program}`.startsWith(`${folder}/`);
  const writable = writableFolders(subject, new Set([posix.basename(program), ...packages])).filter(
    (folder) => !isOwn || (folder !== subject.workdir && !isBuilt(folder)),
  );
  const owners = new Set<string>();
  for (const path of [...paths, ...links.map((link) => resolvePath(files, link) ?? '')]) {
    const owner = files.get(path)?.owner?.name;
    if (owner !== undefined) owners.add(owner);
  }
  return { paths, links, writable, packages: [...packages].sort(), owners, missing, scripts };
}

const interpreters = /(^|\/)(ruby|perl|php|php-fpm|lua|dotnet)[\d.]*$/;

/** What the application's own layers brought, and is no interpreter that comes with a tree of files. */
export function isOwnProgram({ input }: Subject, program: string): boolean {
  const { files, base } = input.footprint;
  const file = files.get(program);
  return (
    !interpreters.test(program) && file?.owner?.kind !== 'os-package' && (file?.layer ?? 0) >= base.layers
  );
}

/** Installed packages that were built from the same source as the program's: its modules, data and settings. */
function ownPackages({ input }: Subject, program: string): ReadonlySet<string> {
  const { files, packages } = input.footprint;
  const name = files.get(program)?.owner?.name;
  const system = packages.filter(({ type }) => systemPackageTypes.has(type));
  const own = system.find((one) => one.name === name);
  if (own === undefined) return new Set();
  const source = own.source?.name ?? own.name;
  return new Set(
    system
      .filter(
        (one) =>
          (one.source?.name ?? one.name) === source && !/-(dev|devel|doc|dbg|debuginfo)$/.test(one.name),
      )
      .map((one) => one.name),
  );
}

/** Adds libraries and what those open by name until nothing new comes; returns what is nowhere. */
function addLibraries(subject: Subject, paths: Set<string>): readonly string[] {
  const { footprint } = subject.input;
  const missing = new Set<string>();
  for (let size = -1; size !== paths.size; ) {
    size = paths.size;
    const found = findLibraries(footprint, subject.executables, paths, new Set());
    for (const path of found.paths) paths.add(path);
    for (const name of found.missing) missing.add(name);
    for (const path of filesByName(subject, paths).flat()) paths.add(path);
  }
  return [...missing].sort();
}

/** Outermost folders that somebody other than root owns and that are called like the program: its state. */
function writableFolders({ input }: Subject, names: ReadonlySet<string>): readonly string[] {
  const { files, users } = input.footprint;
  const stems = new Set([...names].map((name) => name.replace(/[\d.]*(-.*)?$/, '')));
  const found: string[] = [];
  for (const [path, { entry }] of files) {
    if (entry.type !== 'dir' || entry.uid === 0 || foreign.test(path)) continue;
    if (entry.uid !== users.runsAs.uid && !stems.has(posix.basename(path))) continue;
    if (!found.some((one) => `/${path}`.startsWith(`${one}/`))) found.push(`/${path}`);
  }
  return found;
}
