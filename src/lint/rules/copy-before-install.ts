/** Rule: all files are copied before dependencies are installed. https://docs.docker.com/build/cache/optimize/#order-your-layers */
import { contextSources } from '../copied.ts';
import { commandsOf, type RunCommand } from '../query.ts';
import { isWholeContext } from '../reading/context.ts';
import { mountsOf } from '../reading/mount.ts';
import type { DockerfileRule } from '../rule.ts';

interface Installer {
  readonly program: RegExp;
  /** The words after the program, options left out. */
  readonly words: RegExp;
  /** What is to be copied first. */
  readonly manifest: string;
}

const installers: readonly Installer[] = [
  { program: /^npm$/, words: /^(?:ci|i|install)$/, manifest: 'package.json package-lock.json' },
  { program: /^yarn$/, words: /^(?:install)?$/, manifest: 'package.json yarn.lock' },
  { program: /^pnpm$/, words: /^(?:i|install)$/, manifest: 'package.json pnpm-lock.yaml' },
  { program: /^bun$/, words: /^(?:i|install)$/, manifest: 'package.json bun.lock' },
  { program: /^pip[\d.]*$/, words: /^install .*requirements\S*\.txt$/, manifest: 'requirements.txt' },
  { program: /^poetry$/, words: /^install$/, manifest: 'pyproject.toml poetry.lock' },
  { program: /^uv$/, words: /^sync$/, manifest: 'pyproject.toml uv.lock' },
  { program: /^pipenv$/, words: /^(?:install|sync)$/, manifest: 'Pipfile Pipfile.lock' },
  { program: /^go$/, words: /^mod download$/, manifest: 'go.mod go.sum' },
  { program: /^bundle$/, words: /^install$/, manifest: 'Gemfile Gemfile.lock' },
  { program: /^composer(?:\.phar)?$/, words: /^install$/, manifest: 'composer.json composer.lock' },
  { program: /^dotnet$/, words: /^restore\b/, manifest: '*.csproj' },
  { program: /^cargo$/, words: /^fetch$/, manifest: 'Cargo.toml Cargo.lock' },
  { program: /^(?:mvn|mvnw)$/, words: /^dependency:(?:go-offline|resolve)$/, manifest: 'pom.xml' },
];

export const copyBeforeInstall: DockerfileRule = {
  id: 'copy-before-install',
  slug: 'cache-order',
  kind: 'dockerfile',
  severity: 'low',
  title: 'Dependencies are installed after all files are copied',
  why: 'Each change of any file invalidates the step that installs them: minutes of every build that the cache would save.',
  fix: 'Copy the manifest and the lock file first, install, and copy the rest after that.',
  aliases: [],
  bad: 'FROM node:24-slim\nWORKDIR /srv\nCOPY . .\nRUN npm ci\n',
  good: 'FROM node:24-slim\nWORKDIR /srv\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n',
  *check(subject) {
    for (const stage of subject.stages) {
      const whole = stage.steps.find(
        (step) => !step.isTrigger && (contextSources(subject, step) ?? []).some(isWholeContext),
      );
      if (whole === undefined) continue;
      for (const step of stage.steps) {
        if (
          step.instruction.keyword !== 'RUN' ||
          step.isTrigger ||
          step.instruction.line < whole.instruction.line
        )
          continue;
        // The manifest is bound into the step, which copies nothing.
        if (mountsOf(step).some(({ type }) => type === 'bind')) continue;
        const found = commandsOf(step).flatMap((run) => installerOf(run) ?? []);
        const [manifest] = found;
        const earlier = stage.steps.some(
          (other) =>
            other.instruction.line < whole.instruction.line &&
            other.instruction.keyword === 'RUN' &&
            commandsOf(other).some((run) => installerOf(run) !== undefined),
        );
        if (manifest === undefined || earlier) continue;
        yield {
          message: `Any change of any file installs all dependencies again; they depend on ${manifest
            .split(' ')
            .map((name) => `\`${name}\``)
            .join(' and ')} only.`,
          range: whole.instruction.range,
        };
        break;
      }
    }
  },
};

function installerOf({ program, words }: RunCommand): string | undefined {
  const line = words
    .filter(({ value }) => !value.startsWith('-'))
    .map(({ value }) => value)
    .join(' ');
  return installers.find((one) => one.program.test(program) && one.words.test(line))?.manifest;
}
