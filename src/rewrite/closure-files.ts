/** The files of an image that one program needs: its package's, its interpreter's and application's, libraries, data. */
import { posix } from 'node:path';
import { resolvePath } from '../footprint/resolve.ts';
import type { LiveFile } from '../model/footprint.ts';
import { systemPackageTypes } from '../model/package.ts';
import { findCompanions } from './companions.ts';
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

/** Opened by name by the C library and by OpenSSL. https://docs.openssl.org/3.0/man7/provider/ */
const byName: readonly (readonly [library: RegExp, paths: RegExp])[] = [
  [/^libc\.so\.6$/, /(^|\/)libnss_(files|dns|compat)\.so\.2$|^etc\/(nsswitch|gai|host)\.conf$/],
  [
    /^libcrypto\.so/,
    /(^|\/)ossl-modules\/|^etc\/(ssl|pki\/tls)\/openssl\.cnf$|^etc\/ssl1?\.?1?\/openssl\.cnf$/,
  ],
  [/^libkrb5\.so/, /^etc\/krb5\.conf$/],
  [/^libsasl2\.so/, /(^|\/)sasl2\//],
  [/^libpam\.so/, /(^|\/)security\/pam_\w+\.so$|^etc\/pam\.d\//],
];
const data =
  /^(etc\/ssl\/certs\/ca-certificates\.crt|etc\/ssl\/cert\.pem|etc\/pki\/ca-trust\/extracted\/pem\/tls-ca-bundle\.pem|etc\/(services|protocols|mime\.types|localtime)|usr\/share\/(ca-certificates|zoneinfo)\/.*)$/;
/** Owned by others than root for reasons of the distribution's own. */
const foreign = /^(tmp|home|root|proc|sys|dev|var\/(mail|spool|tmp|cache\/(apt|man)|lib\/apt))(\/|$)/;

/** A file, or a link that leads to one: COPY follows links, and a folder's content would land beside it. */
function isCopyable(files: ReadonlyMap<string, LiveFile>, path: string): boolean {
  const type = files.get(path)?.entry.type;
  if (type !== 'symlink') return type === 'file' || type === 'hardlink';
  const target = resolvePath(files, path);
  const found = target === undefined ? undefined : files.get(target)?.entry.type;
  return found === 'file' || found === 'hardlink';
}

/** Undefined where the program's loader is not in the image. */
export function closureFiles(subject: Subject, program: string): ClosureFiles | undefined {
  const { footprint } = subject.input;
  const { files } = footprint;
  const loader = subject.executables.get(program)?.interpreter;
  if (loader !== undefined && resolvePath(files, loader) === undefined) return undefined;
  const packages = ownPackages(subject, program);
  const language = languages.find(([name]) => name.test(program))?.[1];
  const workdir = subject.workdir === '/' ? undefined : `${subject.workdir.slice(1)}/`;
  const paths = new Set<string>([program]);
  for (const [path, { owner }] of files) {
    if (!isCopyable(files, path)) continue;
    const isOwn = owner?.name !== undefined && packages.has(owner.name);
    const isUsed =
      (isOwn && !idle.test(path) && !programs.test(path)) ||
      language?.test(path) === true ||
      (workdir !== undefined && path.startsWith(workdir)) ||
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
  const writable = writableFolders(subject, new Set([posix.basename(program), ...packages]));
  const owners = new Set<string>();
  for (const path of [...paths, ...links.map((link) => resolvePath(files, link) ?? '')]) {
    const owner = files.get(path)?.owner?.name;
    if (owner !== undefined) owners.add(owner);
  }
  return { paths, links, writable, packages: [...packages].sort(), owners, missing, scripts };
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

/** Files that the command line names. */
function operands({ launch, workdir, input }: Subject): readonly string[] {
  return [...launch.entrypoint.slice(1), ...launch.cmd].flatMap((word) => {
    if (!/^[\w./]/.test(word)) return [];
    const path = resolvePath(input.footprint.files, posix.resolve(workdir, word));
    return path === undefined || input.footprint.files.get(path)?.entry.type === 'dir' ? [] : [path];
  });
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
    const names = [...paths].map((path) => posix.basename(path));
    const patterns = byName
      .filter(([library]) => names.some((name) => library.test(name)))
      .map(([, one]) => one);
    const companions = findCompanions(subject, names).map(({ target }) => target.slice(1));
    for (const path of footprint.files.keys()) {
      const isOpened =
        patterns.some((pattern) => pattern.test(path)) ||
        companions.some((one) => path === one || path.startsWith(`${one}/`));
      if (isOpened && isCopyable(footprint.files, path)) paths.add(path);
    }
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
