/** Which program names are which kind of tool: what rules call a shell, a compiler, a network tool. */

export type ProgramKind =
  | 'shell'
  | 'package-manager'
  | 'language-package-manager'
  | 'compiler'
  | 'network'
  | 'debugger'
  | 'login-server'
  | 'privilege';

const names: readonly (readonly [ProgramKind, string])[] = [
  [
    'shell',
    'sh ash bash busybox csh dash elvish fish hush ksh ksh93 lksh loksh mksh nu oksh pdksh posh pwsh rbash rksh sash tcsh toybox xonsh yash zsh',
  ],
  [
    'package-manager',
    'apk apt apt-get aptitude brew dnf dnf5 dpkg emerge flatpak guix ipkg microdnf nix nix-env opkg pacman rpm snap tdnf urpmi xbps-install yum zypper',
  ],
  [
    'language-package-manager',
    'bower bun bundle bundler cabal cargo composer conan conda corepack cpan cpanm easy_install gem gradle lein luarocks mamba micromamba mvn npm npx nuget opam pdm pip pipenv pipx pnpm pnpx poetry rebar3 sbt stack uv uvx vcpkg yarn yarnpkg',
  ],
  [
    'compiler',
    'ant as autoconf automake bazel bison c++ cc clang clang++ cmake cpp dmd erlc fpc flex g++ gcc gdc gfortran ghc git gmake gnatmake go gofmt javac kotlinc ld ld.bfd ld.gold ld.lld ldc2 libtool lld m4 make meson nasm nim ninja nvcc ocamlc ocamlopt pkg-config rpmbuild rustc rustup scalac swiftc tcc tsc yasm zig',
  ],
  [
    'network',
    'aria2c curl dig ftp host hping3 iperf iperf3 lftp links lynx masscan mtr nc nc.openbsd nc.traditional ncat netcat nmap nslookup rclone rlogin rsh rsync scp sftp socat ssh tcpdump telnet tftp traceroute tshark w3m wget wget2',
  ],
  [
    'debugger',
    'bpftrace dlv gdb gdbserver jdb lldb lldb-server lsof ltrace perf py-spy rr stap strace sysdig valgrind',
  ],
  ['login-server', 'dropbear in.rlogind in.rshd in.telnetd rshd rlogind sshd telnetd tinysshd'],
  ['privilege', 'doas pkexec sudo sudoedit'],
];

const kindByName: ReadonlyMap<string, ProgramKind> = new Map(
  names.flatMap(([kind, words]) => words.split(' ').map((name) => [name, kind] as const)),
);

const targetPrefix = /^[a-z0-9_]{2,20}-(?:[a-z0-9_]{1,20}-)?linux-(?:gnu|musl)[a-z0-9_]{0,12}-/;
const versionSuffix = /-?\d{1,4}(?:\.\d{1,4}){0,3}$/;

/** A file name as a known program: `x86_64-linux-gnu-gcc-12` is the compiler gcc, `pip3.11` is pip. */
export function programNamed(
  fileName: string,
): { readonly program: string; readonly kind: ProgramKind } | undefined {
  const bare = fileName.replace(targetPrefix, '').replace(/\.exe$/, '');
  for (const program of [fileName, bare, bare.replace(versionSuffix, '')]) {
    const kind = kindByName.get(program);
    if (kind !== undefined) return { program, kind };
  }
  return undefined;
}
