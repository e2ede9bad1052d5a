/** The programs that own version schemes, each asked for all its pairs in one process. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from './tool.ts';

export type Pair = readonly [string, string];

/** Answers `-1`, `0` or `1` a line; pairs are lines of two versions with a space between. */
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
const go: Oracle = async (input, directory) => {
  const root = (await tool('go', ['env', 'GOROOT'])).trim();
  const main = `package main
import ("bufio"; "fmt"; "os"; "strings"; "x/semver")
func main() {
  in := bufio.NewScanner(os.Stdin)
  out := bufio.NewWriter(os.Stdout)
  for in.Scan() {
    f := strings.Fields(in.Text())
    a, b := "v" + strings.TrimPrefix(f[0], "v"), "v" + strings.TrimPrefix(f[1], "v")
    if !semver.IsValid(a) || !semver.IsValid(b) { panic(in.Text()) }
    fmt.Fprintln(out, semver.Compare(a, b))
  }
  out.Flush()
}`;
  await mkdir(join(directory, 'semver'));
  await tool('cp', [`${root}/src/cmd/vendor/golang.org/x/mod/semver/semver.go`, join(directory, 'semver')]);
  await writeFile(join(directory, 'go.mod'), 'module x\ngo 1.19\n');
  await writeFile(join(directory, 'main.go'), main);
  await tool('go', ['build', '-o', 'compare', '.'], { cwd: directory });
  return tool(join(directory, 'compare'), [], { input });
};

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

/** Ids of the schemes whose program can be asked. */
export const oracleIds: readonly string[] = Object.keys(oracles);

/** What the program of a scheme says of each pair: -1, 0 or 1. */
export async function askOracle(id: string, pairs: readonly Pair[]): Promise<readonly number[]> {
  const oracle = oracles[id];
  if (oracle === undefined) throw new Error(`no program is known for ${id}`);
  const directory = await mkdtemp(join(tmpdir(), 'imgscan-versions-'));
  try {
    const lines = pairs.map((pair) => `${pair.join(' ')}\n`).join('');
    const answers = (await oracle(lines, directory)).split('\n').filter((line) => line !== '');
    if (answers.length !== pairs.length)
      throw new Error(`${id}: ${answers.length} answers to ${pairs.length}`);
    return answers.map((answer) => Math.sign(Number(answer)));
  } finally {
    await tool('chmod', ['-R', 'u+w', directory]);
    await rm(directory, { recursive: true, force: true });
  }
}
