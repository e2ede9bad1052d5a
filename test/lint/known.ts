/** What a review can know beside the file, as the tests of rules make it up. */
import type { BaseFacts, ContextFacts } from '../../src/lint/facts.ts';
import { defaultSettings, type LintSettings } from '../../src/lint/settings.ts';
import type { SubjectOptions } from '../../src/lint/subject.ts';

const plainConfig: BaseFacts['config'] = {
  user: '',
  env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
  workingDir: '',
  exposedPorts: [],
  volumes: [],
  labels: {},
  onBuild: [],
  history: [],
};

/** The base of the first stage as its registry would describe it. */
export function base(
  config: Partial<BaseFacts['config']> = {},
  facts: Partial<BaseFacts> = {},
): Pick<SubjectOptions, 'bases'> {
  const whole: BaseFacts = {
    reference: 'docker.io/library/a:1',
    digest: `sha256:${'1'.repeat(64)}`,
    platform: 'linux/amd64',
    config: { ...plainConfig, ...config },
    layerCount: 3,
    compressedBytes: 30_000_000,
    ...facts,
  };
  return { bases: new Map([[0, whole]]) };
}

/** Files of the build context with their sizes, and what .dockerignore says; without patterns there is none. */
export function context(
  files: Readonly<Record<string, number>>,
  patterns?: readonly string[],
): Pick<SubjectOptions, 'context'> {
  const listed = Object.entries(files)
    .map(([path, bytes]) => ({ path, bytes }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const whole: ContextFacts = {
    files: listed,
    totalBytes: listed.reduce((sum, { bytes }) => sum + bytes, 0),
    isComplete: true,
    ...(patterns === undefined ? {} : { dockerignore: { path: '.dockerignore', patterns } }),
  };
  return { context: whole };
}

export function settings(changes: Partial<LintSettings>): Pick<SubjectOptions, 'settings'> {
  return { settings: { ...defaultSettings, ...changes } };
}
