/** Runs the real tools; a missing one fails the test with the package that brings it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Debian package of each program the end-to-end tests use, where it is not the program's own name. */
const packages: Readonly<Record<string, string>> = {
  igzip: 'isal',
  xmllint: 'libxml2-utils',
  htpasswd: 'apache2-utils',
  'dpkg-query': 'dpkg',
  readelf: 'binutils',
  capsh: 'libcap2-bin',
  getcap: 'libcap2-bin',
  setcap: 'libcap2-bin',
  erl: 'erlang-base',
  gem: 'ruby',
  go: 'golang-go',
  objcopy: 'binutils',
  'apt-get': 'apt',
  'dpkg-deb': 'dpkg',
  jar: 'default-jdk-headless',
  java: 'default-jdk-headless',
  jlink: 'default-jdk-headless',
  mix: 'elixir',
  mvn: 'maven',
  'nix-build': 'nix-bin',
  'nix-instantiate': 'nix-bin',
  pear: 'php-pear',
  Rscript: 'r-base-core',
  rpmbuild: 'rpm',
  runghc: 'ghc',
  pacman: 'pacman-package-manager',
  'db5.3_load': 'db5.3-util',
  cpanm: 'cpanminus',
};

export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** What buildah's start says when the kernel would not seal the copy of itself that it runs: the next start may. */
const notStarted = 'sealing memfd copy: Device or resource busy';

/** Standard output of the program; rejects with its standard error when it fails. */
export async function tool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  for (let left = 3; ; left -= 1) {
    try {
      return await start(program, args, options);
    } catch (error) {
      if (left === 0 || !String(error).includes(notStarted)) throw error;
    }
  }
}

async function start(program: string, args: readonly string[], options: ToolOptions): Promise<string> {
  const running = execute(program, args, {
    maxBuffer: 256 * 1024 * 1024,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
  });
  if (options.input !== undefined) running.child.stdin?.end(options.input);
  try {
    return (await running).stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Error(
        `this test needs the program ${program}: apt-get install ${packages[program] ?? program} (Debian), then run it again`,
      );
    }
    throw error;
  }
}
