/** Rule: yarn's cache stays in the layer. https://classic.yarnpkg.com/en/docs/cli/cache */
import { readCall } from '../reading/arguments.ts';
import { removes, uncleaned } from '../reading/cleaning.ts';
import { yarn } from '../reading/managers.ts';
import type { DockerfileRule } from '../rule.ts';

const fills: ReadonlySet<string> = new Set(['add', 'install']);
const cache: ReadonlySet<string> = new Set(['cache']);

export const yarnClean: DockerfileRule = {
  id: 'DL3060',
  slug: 'yarn-clean',
  kind: 'waste',
  severity: 'low',
  title: "yarn's cache stays in the layer",
  why: 'Every package is in the layer twice: unpacked in node_modules, and in a cache that nothing reads any more.',
  fix: 'Run `yarn cache clean` in the same RUN, or mount a cache on its directory.',
  aliases: [],
  bad: 'FROM node:24-slim\nCOPY package.json yarn.lock ./\nRUN yarn install\n',
  good: 'FROM node:24-slim\nCOPY package.json yarn.lock ./\nRUN yarn install && yarn cache clean\n',
  check: (subject) =>
    uncleaned(subject, {
      fills: (command) => readCall(command, yarn, fills) !== undefined,
      cleans: (command) =>
        readCall(command, yarn, cache)?.operands[0]?.value === 'clean' || removes(command, /yarn/i),
      mounts: ['.cache/yarn', '.yarn', '.yarn/cache', '/yarn', '.yarn/berry/cache'],
      cleanUp: () => 'yarn cache clean',
      leftover: 'its cache',
      safety: () => 'safe',
    }),
};
