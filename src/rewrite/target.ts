/** Runtime bases a rewrite ends on, and what they hold. https://github.com/GoogleContainerTools/distroless (cd08076, 2026-08-21) */
import type { CatalogBase } from '../model/catalog.ts';
import type { Platform } from '../model/image.ts';

/** The user of distroless's `nonroot` tags (common/variables.bzl). */
export const nonroot = { uid: 65532, gid: 65532 } as const;

export type TargetId =
  | 'scratch'
  | 'static'
  | 'base'
  | 'cc'
  | 'python'
  | `node${string}`
  | `java${string}`
  | 'alpine'
  | 'chainguard-glibc'
  | 'chainguard-static'
  | 'chiselled';

export interface Target {
  readonly id: TargetId;
  /** What FROM says. */
  readonly name: string;
  readonly libc: 'glibc' | 'musl' | 'none';
  /** N of its glibc 2.N, where that is not the one that distroless has. */
  readonly glibc?: number;
  /** Its own user, where the name or the home of 65532 is not in its passwd. */
  readonly uid?: number;
  readonly shell: boolean;
  readonly caCertificates: boolean;
  readonly timeZones: boolean;
  /** The interpreter, an absolute path. */
  readonly program?: string;
  /** DT_NEEDED names that it answers. */
  readonly libraries: ReadonlySet<string>;
  /** Source packages whose files it has, so that their advisories may still apply. */
  readonly sources: readonly string[];
  /** Go's architecture names it is published for; absent for all. */
  readonly architectures?: readonly string[];
}

const words = (text: string): readonly string[] => text.split(' ');

// static/config.bzl, base/config.bzl, cc/config.bzl, python3/config.bzl, java/config.bzl for debian13; library
// names are those of the Debian 13 packages.
const libcLibraries = words(
  'libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1 libresolv.so.2 libutil.so.1 libanl.so.1 libmvec.so.1 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ld-linux-armhf.so.3 ld64.so.1 ld64.so.2 ld-linux-riscv64-lp64d.so.1',
);
const baseLibraries = [...libcLibraries, ...words('libssl.so.3 libcrypto.so.3 libz.so.1 libzstd.so.1')];
const ccLibraries = [...baseLibraries, ...words('libstdc++.so.6 libgcc_s.so.1 libgomp.so.1')];
const pythonLibraries = [
  ...ccLibraries,
  ...words(
    'libbz2.so.1.0 libdb-5.3.so libexpat.so.1 liblzma.so.5 libsqlite3.so.0 libuuid.so.1 libncursesw.so.6 libpanelw.so.6 libtinfo.so.6 libcom_err.so.2 libcrypt.so.1 libgssapi_krb5.so.2 libk5crypto.so.3 libkeyutils.so.1 libkrb5.so.3 libkrb5support.so.0 libnsl.so.2 libreadline.so.8 libtirpc.so.3 libffi.so.8',
  ),
];
const javaLibraries = [
  ...libcLibraries,
  ...words(
    'libz.so.1 libjpeg.so.62 liblcms2.so.2 libfreetype.so.6 libexpat.so.1 libfontconfig.so.1 libuuid.so.1 libbrotlicommon.so.1 libbrotlidec.so.1 libbrotlienc.so.1 libcrypt.so.1 libstdc++.so.6 libgcc_s.so.1 libpng16.so.16 libbz2.so.1.0',
  ),
];
const staticSources = words('base-files netbase tzdata media-types ca-certificates');
const baseSources = [...staticSources, ...words('glibc openssl libzstd zlib')];
const ccSources = [...baseSources, 'gcc-14'];
const pythonSources = [
  ...ccSources,
  ...words(
    'python3.13 bzip2 db5.3 expat xz-utils sqlite3 util-linux ncurses e2fsprogs libxcrypt krb5 keyutils libnsl readline libtirpc libffi',
  ),
];
const javaSources = [
  ...staticSources,
  ...words(
    'glibc zlib libjpeg-turbo lcms2 freetype fonts-dejavu fontconfig expat util-linux brotli libxcrypt gcc-14 libpng1.6 bzip2',
  ),
];

const everywhere = words('amd64 arm64 arm s390x ppc64le riscv64');

function distroless(
  id: TargetId,
  image: string,
  libraries: readonly string[],
  sources: readonly string[],
  architectures: readonly string[],
  program?: string,
): Target {
  return {
    id,
    name: `gcr.io/distroless/${image}-debian13:nonroot`,
    libc: id === 'static' ? 'none' : 'glibc',
    shell: false,
    caCertificates: true,
    timeZones: true,
    libraries: new Set(libraries),
    sources,
    architectures,
    ...(program === undefined ? {} : { program }),
  };
}

const node = (major: string, architectures: readonly string[]): Target =>
  distroless(`node${major}`, `nodejs${major}`, ccLibraries, ccSources, architectures, '/nodejs/bin/node');
const java = (major: string): Target =>
  distroless(
    `java${major}`,
    `java${major}`,
    javaLibraries,
    javaSources,
    words('amd64 arm64 s390x ppc64le riscv64'),
    '/usr/bin/java',
  );

/** Bases that are taken where the user asks for them. */
const others: readonly Target[] = [
  {
    // Its -data packages and libraries: https://gitlab.alpinelinux.org/alpine/aports
    id: 'alpine',
    name: 'alpine:3.23',
    libc: 'musl',
    uid: 0,
    shell: true,
    caCertificates: true,
    timeZones: false,
    libraries: new Set(
      words(
        'libc.musl-x86_64.so.1 libc.musl-aarch64.so.1 ld-musl-x86_64.so.1 ld-musl-aarch64.so.1 libz.so.1 libssl.so.3 libcrypto.so.3',
      ),
    ),
    sources: words(
      'alpine-baselayout alpine-keys apk-tools busybox ca-certificates musl openssl pax-utils zlib',
    ),
    architectures: words('amd64 arm64 arm 386 s390x ppc64le riscv64'),
  },
  {
    // https://github.com/chainguard-images/images: images/static and images/glibc-dynamic, locked_config.json (2026-09)
    id: 'chainguard-static',
    name: 'cgr.dev/chainguard/static:latest',
    libc: 'none',
    shell: false,
    caCertificates: true,
    timeZones: true,
    libraries: new Set(),
    sources: words('ca-certificates tzdata wolfi-baselayout'),
    architectures: words('amd64 arm64'),
  },
  {
    id: 'chainguard-glibc',
    name: 'cgr.dev/chainguard/glibc-dynamic:latest',
    libc: 'glibc',
    glibc: 44,
    shell: false,
    caCertificates: true,
    timeZones: false,
    libraries: new Set([...libcLibraries, ...words('libstdc++.so.6 libgcc_s.so.1')]),
    sources: words('ca-certificates gcc glibc wolfi-baselayout'),
    architectures: words('amd64 arm64'),
  },
  {
    // https://github.com/dotnet/dotnet-docker: src/runtime-deps/10.0/noble-chiseled, slices of Ubuntu 24.04
    id: 'chiselled',
    name: 'mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled',
    libc: 'glibc',
    glibc: 39,
    uid: 1654,
    shell: false,
    caCertificates: true,
    timeZones: false,
    libraries: new Set([
      ...libcLibraries,
      ...words('libstdc++.so.6 libgcc_s.so.1 libssl.so.3 libcrypto.so.3'),
    ]),
    sources: words('base-files ca-certificates gcc-14 glibc openssl'),
    architectures: words('amd64 arm64 arm'),
  },
];

/** Every base that a suggester may choose or a user ask for; the Debian 12 line of distroless ended in September 2026. */
export const targets: readonly Target[] = [
  {
    id: 'scratch',
    name: 'scratch',
    libc: 'none',
    shell: false,
    caCertificates: false,
    timeZones: false,
    libraries: new Set(),
    sources: [],
  },
  distroless('static', 'static', [], staticSources, everywhere),
  distroless('base', 'base', baseLibraries, baseSources, everywhere),
  distroless('cc', 'cc', ccLibraries, ccSources, everywhere),
  distroless(
    'python',
    'python3',
    pythonLibraries,
    pythonSources,
    words('amd64 arm64 riscv64'),
    '/usr/bin/python3',
  ),
  node('22', words('amd64 arm64 arm s390x ppc64le')),
  node('24', words('amd64 arm64 s390x ppc64le')),
  node('26', words('amd64 arm64 s390x ppc64le')),
  java('17'),
  java('21'),
  java('25'),
  distroless(
    'java-base',
    'java-base',
    javaLibraries,
    javaSources,
    words('amd64 arm64 s390x ppc64le riscv64'),
  ),
  ...others,
];

/** The Python that the `python` target has, major.minor (python3/python.bzl). */
export const targetPython = '3.13';

/** The target, unless it is not published for the platform. */
export function findTarget(id: TargetId, platform: Platform): Target | undefined {
  const target = targets.find((one) => one.id === id);
  const fits = target?.architectures === undefined || target.architectures.includes(platform.architecture);
  return fits && platform.os === 'linux' ? target : undefined;
}

/** What the catalog says the target takes up, bytes of tar; tags and Debian releases differ by little. */
export function targetBytes(target: Target, bases: readonly CatalogBase[]): number | undefined {
  if (target.id === 'scratch') return 0;
  const plain = (name: string): string => name.replace(/:.*$/, '').replace(/-debian\d+$/, '');
  const exact = bases.find((base) => base.name === target.name);
  return (exact ?? bases.find((base) => plain(base.name) === plain(target.name)))?.tarBytes;
}

const triplets: ReadonlyMap<string, string> = new Map([
  ['amd64', 'x86_64-linux-gnu'],
  ['arm64', 'aarch64-linux-gnu'],
  ['arm', 'arm-linux-gnueabihf'],
  ['s390x', 's390x-linux-gnu'],
  ['ppc64le', 'powerpc64le-linux-gnu'],
  ['riscv64', 'riscv64-linux-gnu'],
]);

/** Debian's name of the platform's library directory. https://wiki.debian.org/Multiarch/Tuples */
export function tripletOf(platform: Platform): string | undefined {
  return triplets.get(platform.architecture);
}
