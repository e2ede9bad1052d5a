/**
 * What installing a Debian package adds to a minimal system, its dependencies included. Told by `apt-get install
 * --assume-no` on Debian 12.11 amd64 (November 2026) against a system of the required packages alone.
 */

/** Megabytes (10^6) without and with recommended packages. */
const sizes: Readonly<Record<string, readonly [without: number, withRecommended: number]>> = {
  apache2: [113, 118],
  'build-essential': [323, 402],
  'ca-certificates': [9, 9],
  cargo: [676, 1227],
  chromium: [738, 951],
  clang: [411, 961],
  cmake: [96, 361],
  cron: [0.3, 20],
  curl: [12, 16],
  'default-jdk': [594, 665],
  'default-jdk-headless': [308, 365],
  'default-jre-headless': [229, 286],
  'default-mysql-client': [136, 139],
  dnsutils: [54, 54],
  'emacs-nox': [306, 467],
  ffmpeg: [481, 638],
  'firefox-esr': [493, 846],
  'g++': [267, 326],
  gcc: [180, 269],
  gdb: [98, 131],
  git: [109, 124],
  gnupg: [20, 26],
  'golang-go': [464, 790],
  gradle: [350, 410],
  imagemagick: [96, 215],
  'iputils-ping': [0.3, 0.3],
  jq: [1.2, 1.2],
  less: [0.3, 0.3],
  'libgtk-3-0': [178, 208],
  'libpq-dev': [23, 24],
  libreoffice: [552, 2121],
  'libssl-dev': [19, 19],
  locales: [21, 21],
  make: [1.6, 1.6],
  'mariadb-server': [262, 266],
  maven: [242, 299],
  mercurial: [50, 64],
  nano: [3.3, 3.3],
  'net-tools': [1, 1],
  nginx: [16, 16],
  nodejs: [99, 117],
  npm: [236, 914],
  'openssh-client': [15, 19],
  'openssh-server': [21, 51],
  'php-cli': [72, 72],
  'pkg-config': [0.3, 0.3],
  postgresql: [321, 335],
  'postgresql-client': [68, 69],
  procps: [2.8, 3.8],
  python3: [34, 37],
  'python3-dev': [94, 155],
  'python3-pip': [48, 477],
  'python3-venv': [41, 41],
  'redis-server': [13, 13],
  rsync: [7, 7],
  ruby: [38, 52],
  'ruby-dev': [44, 76],
  rustc: [658, 1227],
  sqlite3: [2.8, 2.8],
  strace: [3, 3],
  sudo: [6, 6],
  supervisor: [36, 39],
  texlive: [276, 771],
  'texlive-full': [7283, 7913],
  tini: [0.7, 0.7],
  unzip: [0.4, 0.4],
  valgrind: [91, 280],
  vim: [42, 42],
  wget: [3.7, 13],
  wkhtmltopdf: [385, 590],
  xvfb: [237, 245],
  zip: [0.6, 1],
};

const known: ReadonlyMap<string, readonly [without: number, withRecommended: number]> = new Map(
  Object.entries(sizes),
);

/** Bytes that a package and what it needs take up; undefined for one that was not measured. */
export function packageBytes(name: string, withRecommended: boolean): number | undefined {
  const found = known.get(name.replace(/[=:/].*$/, ''));
  return found === undefined ? undefined : found[withRecommended ? 1 : 0] * 1_000_000;
}

/** Bytes of the largest of some packages, what they need included; undefined when none was measured. */
export function largestBytes(names: readonly string[]): number | undefined {
  return largest(names.map((name) => packageBytes(name, false)));
}

/** Bytes that recommended packages add to the one that gets most of them; undefined when nothing is known. */
export function recommendedBytes(names: readonly string[]): number | undefined {
  return largest(
    names.map((name) => {
      const [least, most] = [packageBytes(name, false), packageBytes(name, true)];
      return least === undefined || most === undefined ? undefined : most - least;
    }),
  );
}

function largest(all: readonly (number | undefined)[]): number | undefined {
  const most = all.reduce<number>((max, bytes) => Math.max(max, bytes ?? 0), 0);
  return most === 0 ? undefined : most;
}
