/** What published bases bring, as far as suggesters ask: their runtime, shell and settings. https://github.com/docker-library/official-images */
import type { Stage } from '../dockerfile/stages.ts';
import type { Platform } from '../model/image.ts';
import type { ExecutableEvidence } from '../model/layer.ts';
import { targetPython, tripletOf } from './target.ts';

type Program = Omit<ExecutableEvidence, 'kind' | 'path'>;

export interface ForeseenBase {
  readonly name: string;
  readonly libc: 'glibc' | 'musl' | 'none';
  /** True for an image that is not known, so that nothing is said of what it brings. */
  readonly isUnknown: boolean;
  readonly env: readonly string[];
  readonly user: string;
  readonly workdir: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly stopSignal?: string;
  readonly programs: readonly (readonly [path: string, evidence: Program])[];
  readonly links: readonly (readonly [path: string, target: string])[];
  readonly folders: readonly string[];
}

export const glibcLoader = '/lib64/ld-linux-x86-64.so.2';

const glibcProgram: Program = { format: 'elf', interpreter: glibcLoader, needed: ['libc.so.6'] };
/** Of Alpine: what is linked to it does not start on the C library of others. */
export const muslProgram: Program = {
  format: 'elf',
  interpreter: '/lib/ld-musl-x86_64.so.1',
  needed: ['libc.musl-x86_64.so.1'],
};
const script: Program = { format: 'script', interpreter: '/bin/sh' };
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const distributions =
  /^(debian|ubuntu|buildpack-deps|fedora|almalinux|rockylinux|oraclelinux|amazonlinux|ubi\d*(-minimal)?|alpine|gcc|archlinux)$/;

/** Before 1.25 nginx came on Debian 11, whose OpenSSL no base has any more. */
function hasCurrentOpenssl(tag: string, isPinned: boolean): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(tag) ?? [];
  if (major === undefined) return !isPinned && /^(?:$|latest|mainline|stable|1$)/.test(tag);
  return Number(major) > 1 || Number(minor) >= 25;
}

/** Docker's own images, by the names under which mirrors have them too; others call theirs the same. */
const official = /^(?:[\w.-]+\.[\w.:-]+\/)?(?:docker\/)?(?:library\/)?[\w.-]+$/;
const distributed = /^(?:cgr\.dev|gcr\.io|ghcr\.io|quay\.io|dhi\.io|registry\.suse\.com)\/[\w.-]+$/;

/** Published without a shell; tags with debug or dev add one. */
function isShellless(image: string, tag: string): boolean {
  return (
    /(?:^|\/)distroless\/|^cgr\.dev\/[\w.-]+\/(?:static|glibc-dynamic)$/.test(image) ||
    /(?:^|-)(?:chiselled|chiseled|distroless)(?:-|$)/.test(tag)
  );
}

/** From FROM's image name alone. */
export function foreseeBase(root: Stage | undefined, platform: Platform): ForeseenBase {
  const name = root?.base ?? 'scratch';
  const [image = '', tag = ''] = name.replace(/@.*$/, '').split(/:(?=[^/]*$)/);
  const last = image.slice(image.lastIndexOf('/') + 1);
  const isMinimal =
    name === 'scratch' || (isShellless(image, tag) && !/(?:^|-)(?:debug|dev)(?:-|$)/.test(tag));
  const musl = last === 'alpine' || /alpine/.test(tag);
  const elf = musl ? muslProgram : glibcProgram;
  const plain: ForeseenBase = {
    name,
    libc: isMinimal ? 'none' : musl ? 'musl' : 'glibc',
    isUnknown: false,
    env: [`PATH=${systemPath}`],
    user: /nonroot/.test(tag) || last === 'static' ? '65532' : '',
    workdir: '',
    programs: isMinimal ? [] : [['bin/sh', elf]],
    links: [],
    folders: ['tmp', 'etc'],
  };
  if (isMinimal) return plain;
  if (distributions.test(last)) return plain;
  const major = /^v?(\d+)/.exec(tag)?.[1];
  const minor = /^(\d+\.\d+)/.exec(tag)?.[1];
  const nodeVersion = major === undefined ? [] : [`NODE_VERSION=${major}`];
  if (!official.test(image) || distributed.test(image)) {
    return { ...plain, isUnknown: true, env: [...plain.env, ...(last === 'node' ? nodeVersion : [])] };
  }
  if (last === 'golang') {
    return {
      ...plain,
      env: ['GOPATH=/go', `PATH=/go/bin:/usr/local/go/bin:${systemPath}`],
      workdir: '/go',
    };
  }
  if (last === 'rust') {
    return { ...plain, env: [`PATH=/usr/local/cargo/bin:${systemPath}`] };
  }
  if (last === 'node') {
    return {
      ...plain,
      env: [...plain.env, ...nodeVersion],
      // The official image's script hands over to the command.
      cmd: ['node'],
      programs: [...plain.programs, ['usr/local/bin/node', elf]],
    };
  }
  if (last === 'python' && minor !== undefined) {
    return {
      ...plain,
      env: [`PATH=/usr/local/bin:${systemPath}`, 'LANG=C.UTF-8', `PYTHON_VERSION=${minor}`],
      cmd: ['python3'],
      programs: [...plain.programs, [`usr/local/bin/python${minor}`, elf]],
      links: [
        ['usr/local/bin/python', 'python3'],
        ['usr/local/bin/python3', `python${minor}`],
      ],
      // Another version than distroless's needs its own libraries, which only the image shows.
      folders:
        minor === targetPython
          ? [...plain.folders, `usr/local/lib/python${minor}/site-packages`]
          : plain.folders,
    };
  }
  if (/^(eclipse-temurin|maven|gradle)$/.test(last)) {
    const version = last === 'eclipse-temurin' ? major : /(?:temurin|jdk|jre)-?(\d+)/.exec(tag)?.[1];
    return {
      ...plain,
      env: [
        'JAVA_HOME=/opt/java/openjdk',
        `PATH=/opt/java/openjdk/bin:${systemPath}`,
        ...(version === undefined ? [] : [`JAVA_VERSION=${version}`]),
      ],
      programs: [...plain.programs, ['opt/java/openjdk/bin/java', elf]],
    };
  }
  if (last === 'nginx' && !musl && hasCurrentOpenssl(tag, name.includes('@'))) {
    const triplet = tripletOf(platform) ?? 'x86_64-linux-gnu';
    const libraries = ['libcrypt.so.1', 'libpcre2-8.so.0'];
    return {
      ...plain,
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      stopSignal: 'SIGQUIT',
      programs: [
        ...plain.programs,
        ['docker-entrypoint.sh', script],
        // https://github.com/nginx/docker-nginx: mainline/debian; what its packages link against.
        [
          'usr/sbin/nginx',
          { ...elf, needed: [...libraries, 'libssl.so.3', 'libcrypto.so.3', 'libz.so.1', 'libc.so.6'] },
        ],
        ['etc/nginx/nginx.conf', { format: 'script' }],
        ...libraries.map(
          (one) => [`usr/lib/${triplet}/${one}`, { format: 'elf', needed: ['libc.so.6'] }] as const,
        ),
      ],
      folders: [
        ...plain.folders,
        'usr/share/nginx/html',
        'var/cache/nginx',
        'var/log/nginx',
        'etc/nginx/conf.d',
      ],
    };
  }
  return { ...plain, isUnknown: true };
}
