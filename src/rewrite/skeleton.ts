/** What every image needs beside its program, made in the builder: accounts, /tmp, a home, package records. */
import { type Package, systemPackageTypes } from '../model/package.ts';
import { isCopied } from './final-stage.ts';
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';

/** The folder of the builder stage whose content becomes the final image's root. */
export const skeletonFolder = '/rootfs';

/** Lines for the builder stage; `owners` are names of the distribution's packages that are taken along. */
export function skeletonLines(subject: Subject, owners: ReadonlySet<string>): readonly string[] {
  const { user } = subject;
  const ids = `${user.uid}:${user.gid}`;
  const record = recordCommand(packagesOf(subject, owners));
  const commands = [
    `mkdir -p ${['etc', 'home/nonroot', 'run', 'tmp'].map((name) => `${skeletonFolder}/${name}`).join(' ')}`,
    `chmod 1777 ${skeletonFolder}/tmp`,
    `chown ${ids} ${skeletonFolder}/home/nonroot ${skeletonFolder}/run`,
    `printf '%s\\n' 'root:x:0:0:root:/root:/sbin/nologin' 'nonroot:x:${ids}:nonroot:/home/nonroot:/sbin/nologin' > ${skeletonFolder}/etc/passwd`,
    `printf '%s\\n' 'root:x:0:' 'nonroot:x:${user.gid}:' > ${skeletonFolder}/etc/group`,
    ...(record === undefined ? [] : [record]),
  ];
  return asRoot(subject, commands.join(' && \\\n    '));
}

/** The records alone, for a base that has all else; no lines where nothing of the packages is taken along. */
export function recordLines(subject: Subject, owners: ReadonlySet<string>): readonly string[] {
  const record = recordCommand(packagesOf(subject, owners));
  return record === undefined ? [] : asRoot(subject, record);
}

/** The distribution's packages that own something of what copies take along. */
export function ownersOf({ input }: Subject, copies: readonly CopyPlan[]): ReadonlySet<string> {
  const owners = new Set<string>();
  for (const [path, { owner }] of input.footprint.files) {
    if (owner?.name !== undefined && isCopied(copies, `/${path}`)) owners.add(owner.name);
  }
  return owners;
}

export function asRoot({ input }: Subject, command: string): readonly string[] {
  return [...(input.footprint.users.runsAs.isRoot ? [] : ['USER 0:0']), `RUN ${command}`];
}

function packagesOf({ input }: Subject, owners: ReadonlySet<string>): readonly Package[] {
  return input.footprint.packages.filter(
    ({ type, name }) => systemPackageTypes.has(type) && owners.has(name) && /^[\w.+-]+$/.test(name),
  );
}

/** Copies the records of these packages in the form that scanners read in images without a package manager. */
function recordCommand(packages: readonly Package[]): string | undefined {
  const names = (type: string): readonly string[] =>
    [...new Set(packages.filter((one) => one.type === type).map(({ name }) => name))].sort();
  const [deb, apk, rpm] = [names('deb'), names('apk'), names('rpm')];
  if (deb.length > 0) {
    const folder = `${skeletonFolder}/var/lib/dpkg/status.d`;
    return `mkdir -p ${folder} && for name in ${deb.join(' ')}; do dpkg-query --status "$name" > "${folder}/$name" && cp "$(dpkg-query --control-path "$name" md5sums)" "${folder}/$name.md5sums" || true; done`;
  }
  if (apk.length > 0) {
    const folder = `${skeletonFolder}/lib/apk/db`;
    const wanted = apk.map((name) => `P:${name}`).join(' ');
    return `mkdir -p ${folder} && awk -v names='${wanted}' 'BEGIN { RS = ""; FS = "\\n"; ORS = "\\n\\n"; n = split(names, list, " "); for (i = 1; i <= n; i++) keep[list[i]] = 1 } { for (i = 1; i <= NF; i++) if ($i in keep) { print; break } }' /lib/apk/db/installed > ${folder}/installed`;
  }
  if (rpm.length > 0) {
    const folder = `${skeletonFolder}/var/lib/rpmmanifest`;
    const fields = [
      'NAME',
      'VERSION}-%{RELEASE',
      'INSTALLTIME',
      'BUILDTIME',
      'VENDOR',
      'EPOCH',
      'SIZE',
      'ARCH',
      'EPOCHNUM',
      'SOURCERPM',
    ];
    const format = fields.map((field) => `%{${field}}`).join('\\t');
    return `mkdir -p ${folder} && rpm -q --qf '${format}\\n' ${rpm.join(' ')} > ${folder}/container-manifest-2`;
  }
  return undefined;
}
