/** The programs that own version schemes, each asked for all its pairs in one process. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './tool.ts';

export type Pair = readonly [string, string];

/** Gets lines of versions with a space between. Of pairs it says `-1`, `0` or `1` a line. */
type Oracle = (lines: string, directory: string) => Promise<string>;

const dpkg: Oracle = (input) =>
  tool('perl', ['-MDpkg::Version', '-ane', 'print version_compare($F[0], $F[1]), "\\n"'], { input });

const rpm: Oracle = async (lines, directory) => {
  const file = join(directory, 'pairs');
  await writeFile(file, lines);
  const script = `for line in io.lines("${file}") do local a, b = line:match("(%S+) (%S+)"); print(rpm.vercmp(a, b) .. "\\n") end`;
  return tool('rpm', ['--eval', `%{lua: ${script}}`]);
};

const python = (head: string, program = 'python3'): Oracle => {
  const script = `import sys\n${head}\nfor line in sys.stdin:\n    print(compare(*line.split()))`;
  return (input) => tool(program, ['-c', script], { input });
};

const packaging = python(`try:
    from packaging.version import Version
except ImportError:
    sys.exit('this test needs Python packaging: apt-get install python3-packaging (Debian), then run it again')
def compare(a, b):
    a, b = Version(a), Version(b)
    return -1 if a < b else 0 if a == b else 1`);

const pacman: Oracle = async (lines, directory) => {
  await tool('pacman', ['--version']);
  const library = `import ctypes, glob
alpm = ctypes.CDLL(glob.glob('/usr/lib/*/libalpm.so.*')[0])
def compare(a, b): return alpm.alpm_pkg_vercmp(a.encode(), b.encode())`;
  return python(library)(lines, directory);
};

const conan: Oracle = async (lines, directory) => {
  await tool('python3', ['-m', 'venv', join(directory, 'venv')]);
  await tool(join(directory, 'venv/bin/pip'), ['install', '--quiet', 'conan==2.34.0']);
  const compare = `from conan.internal.model.version import Version
def compare(a, b):
    a, b = Version(a), Version(b)
    return 0 if a == b else -1 if a < b else 1`;
  return python(compare, join(directory, 'venv/bin/python'))(lines, directory);
};

const ruby: Oracle = (input) =>
  tool(
    'ruby',
    ['-e', 'STDIN.each_line { |l| a, b = l.split.map { |v| Gem::Version.new(v) }; puts a <=> b }'],
    {
      input,
    },
  );

const maven: Oracle = async (input, directory) => {
  const file = join(directory, 'Compare.java');
  const source = `import org.apache.maven.artifact.versioning.ComparableVersion;
class Compare {
  public static void main(String[] args) {
    var in = new java.util.Scanner(System.in);
    var out = new StringBuilder();
    while (in.hasNext()) {
      var a = new ComparableVersion(in.next());
      out.append(Integer.signum(a.compareTo(new ComparableVersion(in.next())))).append("\\n");
    }
    System.out.print(out);
  }
}`;
  await writeFile(file, source);
  return tool('java', ['-cp', '/usr/share/maven/lib/*', file], { input });
};

/** Go's tools are built with x/mod: its source comes with them. */
async function runGo(main: string, input: string, directory: string): Promise<string> {
  const root = (await tool('go', ['env', 'GOROOT'])).trim();
  await mkdir(join(directory, 'semver'));
  await tool('cp', [`${root}/src/cmd/vendor/golang.org/x/mod/semver/semver.go`, join(directory, 'semver')]);
  await writeFile(join(directory, 'go.mod'), 'module x\ngo 1.19\n');
  await writeFile(join(directory, 'main.go'), main);
  await tool('go', ['build', '-o', 'compare', '.'], { cwd: directory });
  return tool(join(directory, 'compare'), [], { input });
}

const headGo = `package main
import ("bufio"; "fmt"; "os"; "sort"; "strings"; "x/semver")
func read(text string) string {
  v := "v" + strings.TrimPrefix(text, "v")
  if !semver.IsValid(v) { panic(text) }
  return v
}
func each(answer func(versions []string)) {
  in := bufio.NewReader(os.Stdin)
  for {
    line, err := in.ReadString('\\n')
    if err != nil { return }
    versions := strings.Fields(line)
    for i := range versions { versions[i] = read(versions[i]) }
    answer(versions)
  }
}
`;

const compareGo = `${headGo}
func main() {
  out := bufio.NewWriter(os.Stdout)
  each(func(v []string) { fmt.Fprintln(out, semver.Compare(v[0], v[1])) })
  out.Flush()
  _ = sort.Ints
}`;

const rankGo = `${headGo}
func main() {
  out := bufio.NewWriter(os.Stdout)
  each(func(v []string) {
    order := make([]int, len(v))
    for i := range v { order[i] = i }
    sort.Slice(order, func(i, j int) bool { return semver.Compare(v[order[i]], v[order[j]]) < 0 })
    ranks, rank := make([]string, len(v)), 0
    for i, at := range order {
      if i > 0 && semver.Compare(v[order[i-1]], v[at]) != 0 { rank++ }
      ranks[at] = fmt.Sprint(rank)
    }
    fmt.Fprintln(out, strings.Join(ranks, " "))
  })
  out.Flush()
}`;

const go: Oracle = (input, directory) => runGo(compareGo, input, directory);

const composer: Oracle = (input) => {
  const script = `require '/usr/share/php/Composer/Semver/autoload.php';
$parser = new Composer\\Semver\\VersionParser();
while (($line = fgets(STDIN)) !== false) {
  [$a, $b] = array_map([$parser, 'normalize'], explode(' ', trim($line)));
  echo version_compare($a, $b), "\\n";
}`;
  return tool('php', ['-r', script], { input });
};

const elixir: Oracle = (input) => {
  const script = `for line <- IO.stream(:stdio, :line) do
  [a, b] = String.split(line)
  IO.puts(case Version.compare(a, b) do :lt -> -1; :eq -> 0; :gt -> 1 end)
end`;
  return tool('elixir', ['-e', script], { input });
};

const r: Oracle = (input) => {
  const script = `p <- read.table(file("stdin"), colClasses = "character")
for (i in seq_len(nrow(p))) cat(compareVersion(p[i, 1], p[i, 2]), "\\n", sep = "")`;
  return tool('Rscript', ['-e', script], { input });
};

const haskell: Oracle = async (input, directory) => {
  const file = join(directory, 'compare.hs');
  const source = `import Data.Version
import Text.ParserCombinators.ReadP
main = interact (unlines . map (relate . map version . words) . lines)
version text = last [v | (v, "") <- readP_to_S parseVersion text]
relate [a, b] = show (fromEnum (compare a b) - 1)
`;
  await writeFile(file, source);
  return tool('runghc', [file], { input });
};

const oracles: Readonly<Record<string, Oracle>> = {
  alpm: pacman,
  composer,
  conan,
  cran: r,
  deb: dpkg,
  gem: ruby,
  go,
  hackage: haskell,
  hex: elixir,
  maven,
  pep440: packaging,
  rpm,
  // npm's own order is the library that imgscan uses; Go's is an independent one of the same standard.
  semver: go,
};

/** Ranks each line's versions, the lowest 0, equal ones alike: as many numbers on a line as there were versions. */
const rankers: Readonly<Record<string, Oracle>> = {
  composer: (input) => {
    const script = `require '/usr/share/php/Composer/Semver/autoload.php';
$parser = new Composer\\Semver\\VersionParser();
while (($line = fgets(STDIN)) !== false) {
  $versions = array_map([$parser, 'normalize'], explode(' ', trim($line)));
  $order = array_keys($versions);
  usort($order, fn($a, $b) => version_compare($versions[$a], $versions[$b]));
  $ranks = []; $rank = 0;
  foreach ($order as $i => $at) {
    if ($i > 0 && version_compare($versions[$order[$i - 1]], $versions[$at]) !== 0) $rank++;
    $ranks[$at] = $rank;
  }
  ksort($ranks);
  echo implode(' ', $ranks), "\\n";
}`;
    return tool('php', ['-r', script], { input });
  },
  deb: (input) => {
    const script = `my @o = sort { version_compare($F[$a], $F[$b]) } 0..$#F; my ($r, @r) = (0);
for my $i (0..$#o) { $r++ if $i && version_compare($F[$o[$i-1]], $F[$o[$i]]); $r[$o[$i]] = $r } print "@r\\n"`;
    return tool('perl', ['-MDpkg::Version', '-ane', script], { input });
  },
  go: (input, directory) => runGo(rankGo, input, directory),
  pep440: (input) => {
    const script = `import sys
from packaging.version import Version
for line in sys.stdin:
    versions = [Version(text) for text in line.split()]
    ranks = {version: rank for rank, version in enumerate(sorted(set(versions)))}
    print(*(ranks[version] for version in versions))`;
    return tool('python3', ['-c', script], { input });
  },
  rpm: async (lines, directory) => {
    const file = join(directory, 'lists');
    await writeFile(file, lines);
    const script = `for line in io.lines("${file}") do
  local v, o, ranks, r = {}, {}, {}, 0
  for text in line:gmatch("%S+") do v[#v + 1] = text; o[#o + 1] = #v end
  table.sort(o, function(a, b) return rpm.vercmp(v[a], v[b]) < 0 end)
  for i, at in ipairs(o) do
    if i > 1 and rpm.vercmp(v[o[i - 1]], v[at]) ~= 0 then r = r + 1 end
    ranks[at] = r
  end
  print(table.concat(ranks, " ") .. "\\n")
end`;
    return tool('rpm', ['--eval', `%{lua: ${script}}`]);
  },
};

/** For each list of versions, their places in the order of the scheme's program; equal ones have the same. */
export async function rankVersions(
  id: string,
  lists: readonly (readonly string[])[],
): Promise<readonly (readonly number[])[]> {
  const ranker = rankers[id === 'semver' ? 'go' : id];
  if (ranker === undefined) throw new Error(`no program is known for ${id}`);
  const ranks = await inDirectory((directory) => ranker(toLines(lists), directory));
  const rows = ranks.split('\n').filter((line) => line !== '');
  if (rows.length !== lists.length) throw new Error(`${id}: ${rows.length} answers to ${lists.length}`);
  return rows.map((row) => row.split(' ').map(Number));
}

/** Ids of the schemes whose program can be asked. */
export const oracleIds: readonly string[] = Object.keys(oracles);

/** What the program of a scheme says of each pair: -1, 0 or 1. */
export async function askOracle(id: string, pairs: readonly Pair[]): Promise<readonly number[]> {
  const oracle = oracles[id];
  if (oracle === undefined) throw new Error(`no program is known for ${id}`);
  const output = await inDirectory((directory) => oracle(toLines(pairs), directory));
  const answers = output.split('\n').filter((line) => line !== '');
  if (answers.length !== pairs.length) throw new Error(`${id}: ${answers.length} answers to ${pairs.length}`);
  return answers.map((answer) => Math.sign(Number(answer)));
}

function toLines(lists: readonly (readonly string[])[]): string {
  return lists.map((list) => `${list.join(' ')}\n`).join('');
}

async function inDirectory(run: (directory: string) => Promise<string>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'imgscan-versions-'));
  try {
    return await run(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
