/** A .dockerignore for a build that copies its whole directory. https://docs.docker.com/build/concepts/context/#dockerignore-files */
import { posix } from 'node:path';
import type { Dockerfile } from '../dockerfile/syntax.ts';
import type { Subject } from './subject.ts';

interface Pattern {
  readonly patterns: readonly string[];
  /** Program and words of a step that makes the same anew; absent: always. */
  readonly after?: RegExp;
}

const ignored: readonly Pattern[] = [
  { patterns: ['Dockerfile*', '.dockerignore', 'compose*.y*ml', 'docker-compose*.y*ml'] },
  { patterns: ['.github', '.gitlab', '.gitlab-ci.yml', '.idea', '.vscode', '.DS_Store'] },
  { patterns: ['.aws', '.ssh', '.env.local', '.env.*.local'] },
  { patterns: ['**/node_modules', 'npm-debug.log*'], after: /^(?:npm|yarn|pnpm) (?:ci|i|install)\b|^yarn$/ },
  {
    patterns: ['**/__pycache__', '.venv', 'venv', '.pytest_cache', '.mypy_cache', '.ruff_cache'],
    after: /^(?:pip[\d.]* install|python[\d.]* -m (?:pip|venv)|uv (?:pip|sync)|poetry install)\b/,
  },
  { patterns: ['target'], after: /^(?:cargo (?:build|install|chef)|mvnw? )/ },
  { patterns: ['.gradle', '**/build'], after: /^gradlew? / },
  { patterns: ['**/bin', '**/obj'], after: /^dotnet (?:build|publish|restore)\b/ },
];

/** Builds that ask git, or whose plug-ins may: their version comes from there. */
const asksGit =
  /^git |^(?:mvnw?|gradlew?|cargo|bundle|gem|goreleaser|poetry|make|bash|sh) |\.sh\b|^(?:pip[\d.]*|uv|python[\d.]* -m pip) .*(?:^| )(?:-e|--editable|\.|\.\/\S*)(?: |$)/;

/** Undefined where no instruction copies the whole context; what an instruction names stays in it. */
export function proposeDockerignore({ input, dockerfile, commands }: Subject): string | undefined {
  if (input.dockerfile === undefined) return undefined;
  const sources = contextSources(dockerfile);
  if (!sources.some((source) => /^(?:\.?\/?|\.?\/?\*)$/.test(source))) return undefined;
  const lines = commands.map(({ name, words }) =>
    [posix.basename(name), ...words.map(({ value }) => value)].join(' '),
  );
  const isNamed = (pattern: string): boolean => {
    const top = pattern.replace(/^\*\*\//, '').replace(/\*.*$/, '');
    return sources.some((source) => posix.normalize(source).split('/').includes(top));
  };
  const patterns = ignored
    .filter(({ after }) => after === undefined || lines.some((line) => after.test(line)))
    .flatMap((one) => one.patterns)
    .filter((pattern) => !isNamed(pattern));
  const git = lines.some((line) => asksGit.test(line))
    ? ['# The build may ask git for its version; if it does not: .git']
    : ['.git'];
  return `${[...git, ...patterns].join('\n')}\n`;
}

/** What COPY and ADD take from the build context, as written. */
function contextSources({ instructions }: Dockerfile): readonly string[] {
  return instructions
    .filter(
      ({ keyword, flags }) => /^(?:ADD|COPY)$/.test(keyword) && !flags.some(({ name }) => name === 'from'),
    )
    .flatMap(({ json, words }) => (json ?? words.map(({ text }) => text)).slice(0, -1));
}
