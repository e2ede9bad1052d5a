/** Whose a path is by where it lies: caches, language packages and the package managers' own records. */
import { storedPackageName } from './nix-store.ts';

/** Where operating system package managers keep what they downloaded. */
const systemCaches: readonly (readonly [prefix: string, tool: string])[] = [
  ['etc/apk/cache/', 'apk'],
  ['var/cache/apk/', 'apk'],
  ['var/cache/apt/', 'apt'],
  ['var/cache/dnf/', 'dnf'],
  ['var/cache/libdnf5/', 'dnf'],
  ['var/cache/pacman/pkg/', 'pacman'],
  ['var/cache/yum/', 'yum'],
  ['var/cache/zypp/', 'zypper'],
  ['var/lib/apt/lists/', 'apt'],
  ['var/lib/pacman/sync/', 'pacman'],
];

/** Where language tools keep theirs, below any home directory. */
const toolCaches: readonly (readonly [directory: string, tool: string])[] = [
  ['.bundle/cache', 'bundler'],
  ['.cache/composer', 'composer'],
  ['.cache/go-build', 'go'],
  ['.cache/node-gyp', 'npm'],
  ['.cache/pip', 'pip'],
  ['.cache/pnpm', 'pnpm'],
  ['.cache/pypoetry', 'poetry'],
  ['.cache/uv', 'uv'],
  ['.cache/yarn', 'yarn'],
  ['.cargo/registry/cache', 'cargo'],
  ['.cargo/registry/index', 'cargo'],
  ['.composer/cache', 'composer'],
  ['.gradle/caches', 'gradle'],
  ['.local/share/pnpm/store', 'pnpm'],
  ['.m2/repository', 'maven'],
  ['.npm/_cacache', 'npm'],
  ['.npm/_logs', 'npm'],
  ['cargo/registry/cache', 'cargo'],
  ['cargo/registry/index', 'cargo'],
  ['go/pkg/mod/cache', 'go'],
  ['gopath/pkg/mod/cache', 'go'],
  ['share/.cache/yarn', 'yarn'],
];

const toolOfCache: ReadonlyMap<string, string> = new Map(toolCaches);
const toolCachePattern = new RegExp(
  `(?:^|/)(${toolCaches.map(([directory]) => directory.replaceAll('.', '\\.')).join('|')})(?:/|$)`,
);

/** The tool whose cache the path is in: `apt`, `npm`. A cache directory itself counts as its cache. */
export function cacheTool(path: string): string | undefined {
  if (path.startsWith('var/') || path.startsWith('etc/')) {
    const below = `${path}/`;
    return systemCaches.find(([prefix]) => below.startsWith(prefix))?.[1];
  }
  const directory = toolCachePattern.exec(path)?.[1];
  return directory === undefined ? undefined : toolOfCache.get(directory);
}

/**
 * The language package that a path is part of by its directory: `node_modules/express/...`,
 * `site-packages/requests/...`, `gems/rack-3.0/...`; toolchains that are installed whole are their language's.
 */
export function languagePackage(path: string): string | undefined {
  return nodePackage(path)?.name ?? byPattern(path);
}

/** The package of the innermost `node_modules` on the path, with its directory. */
export function nodePackage(path: string): { readonly name: string; readonly directory: string } | undefined {
  const marker = 'node_modules/';
  const at = path.lastIndexOf(marker);
  if (at < 0 || (at > 0 && path[at - 1] !== '/')) return undefined;
  const start = at + marker.length;
  const [first = '', second = ''] = path.slice(start).split('/', 2);
  // `.bin` and `.package-lock.json` are npm's, not a package's.
  if (first === '' || first.startsWith('.')) return undefined;
  if (!first.startsWith('@')) return { name: first, directory: path.slice(0, start + first.length) };
  if (second === '') return undefined;
  const name = `${first}/${second}`;
  return { name, directory: path.slice(0, start + name.length) };
}

const patterns: readonly (readonly [RegExp, (match: string) => string])[] = [
  [/(?:^|\/)(?:site|dist)-packages\/([^/]+)/, pythonName],
  [/(?:^|\/)gems\/([^/]+)(?:\/|$)/, gemName],
  [/\/(?:BOOT-INF|WEB-INF|dependency|ext|java|jars|lib|libs)\/([^/]{1,100}-\d[^/]{0,100})\.jar$/, gemName],
  [/(?:^|\/)pkg\/mod\/([^@]{1,256})@v/, (name) => name],
  [/(?:^|\/)\.?cargo\/(?:registry\/src|git\/checkouts)\/[^/]+\/([^/]+)/, gemName],
  [/^usr\/local\/(go)(?:\/|$)/, () => 'go'],
  [/(?:^|\/)(\.?rustup)\/toolchains(?:\/|$)/, () => 'rust'],
  [/^usr\/local\/lib\/(python|ruby)(?:3|\d|\/)/, (name) => name],
];

function byPattern(path: string): string | undefined {
  for (const [pattern, name] of patterns) {
    const match = pattern.exec(path)?.[1];
    if (match !== undefined) return name(match);
  }
  return undefined;
}

/** `requests-2.31.0.dist-info` and `requests` are requests; `six.py` is six. */
function pythonName(segment: string): string {
  const name = /\.(?:dist|egg)-info$/.test(segment) ? gemName(segment) : segment;
  return name.replace(/\.(?:py|pth|so|[\w-]+\.so)$/, '');
}

/** `rack-session-2.0.0` is rack-session. */
function gemName(segment: string): string {
  return segment.replace(/-v?\d.*$/, '');
}

/**
 * The package that a package manager's own record is about: dpkg names its info files by package; the rest of a
 * database belongs to the manager.
 */
export function recordOwner(path: string): string | undefined {
  if (path.startsWith('var/lib/dpkg')) {
    const [, info, status] =
      /^var\/lib\/dpkg\/(?:info\/([^/:]+?)(?::[^/.]+)?\.[a-z0-9-]+|status\.d\/([^/]+?)(?:\.md5sums)?)$/.exec(
        path,
      ) ?? [];
    return info ?? status ?? 'dpkg';
  }
  if (path.startsWith('nix/store/')) return storedPackageName(path);
  if (path.startsWith('var/lib/pacman/local')) {
    return /^var\/lib\/pacman\/local\/([^/]+)-[^-/]+-[^-/]+(?:\/|$)/.exec(path)?.[1] ?? 'pacman';
  }
  if (path.startsWith('var/db/pkg')) {
    return /^var\/db\/pkg\/([^/]+\/[^/]+?)-\d[^/]*(?:\/|$)/.exec(path)?.[1] ?? 'portage';
  }
  if (path.startsWith('usr/lib/opkg') || path.startsWith('var/lib/opkg')) {
    return /^(?:usr|var)\/lib\/opkg\/info\/([^/]+)\.[a-z0-9-]+$/.exec(path)?.[1] ?? 'opkg';
  }
  if (/^(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm(?:manifest)?(?:\/|$)/.test(path)) return 'rpm';
  return /^(?:usr\/)?lib\/apk(?:\/|$)|^etc\/apk(?:\/|$)/.test(path) ? 'apk-tools' : undefined;
}
