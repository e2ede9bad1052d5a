/** Rule: dependencies are downloaded again with each change, where a cache mount would keep them. https://docs.docker.com/build/cache/optimize/#use-cache-mounts */
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import { mountsOf } from '../reading/mount.ts';
import type { DockerfileRule } from '../rule.ts';

const caches: readonly (readonly [program: RegExp, words: RegExp, target: string])[] = [
  [/^npm$/, /^(?:ci|i|install)$/, '/root/.npm'],
  [/^pip[\d.]*$/, /^install\b/, '/root/.cache/pip'],
  [/^go$/, /^(?:build|install|mod|test)\b/, '/root/.cache/go-build'],
  [/^cargo$/, /^(?:build|fetch|install)\b/, '/usr/local/cargo/registry'],
  [/^mvnw?$/, /./, '/root/.m2'],
  [/^gradlew?$/, /./, '/root/.gradle'],
  [/^bundle$/, /^install$/, '/usr/local/bundle/cache'],
  [/^composer$/, /^install$/, '/root/.composer/cache'],
  [/^dotnet$/, /^(?:build|publish|restore)\b/, '/root/.nuget/packages'],
  [/^poetry$/, /^install$/, '/root/.cache/pypoetry'],
  [/^uv$/, /^(?:pip|sync)\b/, '/root/.cache/uv'],
];

export const cacheMount: DockerfileRule = {
  id: 'cache-mount',
  slug: 'missing-cache-mount',
  kind: 'dockerfile',
  severity: 'info',
  title: 'A cache mount would keep downloads between builds',
  why: 'When the step has to run again it downloads and compiles everything again; a mounted cache survives, and is in no layer. Off until it is asked for: not every builder keeps caches.',
  fix: 'Add `--mount=type=cache,target=...`.',
  aliases: [],
  bad: 'FROM golang:1.25\nRUN go build ./...\n',
  good: 'FROM golang:1.25\nRUN --mount=type=cache,target=/root/.cache/go-build go build ./...\n',
  isOptional: true,
  *check(subject) {
    for (const step of stepsOf(subject, 'RUN')) {
      if (mountsOf(step).some(({ type }) => type === 'cache' || type === 'tmpfs')) continue;
      for (const run of commandsOf(step)) {
        const target = targetOf(run);
        if (target === undefined) continue;
        yield {
          message: `\`${run.program}\` starts with an empty cache: \`--mount=type=cache,target=${target}\` would keep it.`,
          range: run.programRange,
        };
        break;
      }
    }
  },
};

function targetOf({ program, words }: RunCommand): string | undefined {
  const line = words
    .filter(({ value }) => !value.startsWith('-'))
    .map(({ value }) => value)
    .join(' ');
  return caches.find(([name, pattern]) => name.test(program) && pattern.test(line))?.[2];
}
