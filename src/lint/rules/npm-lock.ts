/** Rule: npm install where the lock file is at hand. https://docs.npmjs.com/cli/commands/npm-ci */
import { contextSources } from '../copied.ts';
import { runCommands, stepsOf } from '../query.ts';
import { fixIn, replace } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const npmLock: DockerfileRule = {
  id: 'npm-lock',
  slug: 'npm-ci',
  kind: 'dockerfile',
  severity: 'low',
  title: 'npm install ignores what the lock file is for',
  why: '`npm install` may change the lock file and install newer packages; `npm ci` installs exactly what it says, or fails.',
  fix: 'Write `npm ci`.',
  aliases: [],
  bad: 'FROM node:24-slim\nCOPY package.json package-lock.json ./\nRUN npm install\n',
  good: 'FROM node:24-slim\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
  *check(subject) {
    const withLock = new Set(
      stepsOf(subject, 'COPY', 'ADD').flatMap((step) =>
        (contextSources(subject, step) ?? []).some((source) =>
          /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json)$/.test(source),
        )
          ? [step.stage]
          : [],
      ),
    );
    for (const { program, programRange, step, words } of runCommands(subject)) {
      const [action, ...rest] = words;
      if (
        program !== 'npm' ||
        action === undefined ||
        !/^(?:i|install)$/.test(action.value) ||
        !withLock.has(step.stage)
      )
        continue;
      // With packages or other options it is meant for more.
      if (
        rest.some(
          ({ value }) =>
            !/^--(?:omit=|production|only=|no-audit|no-fund|loglevel|progress|quiet|silent|include=|legacy-peer-deps)/.test(
              value,
            ),
        )
      )
        continue;
      yield {
        message: 'The lock file is copied, and `npm install` is free to install something else.',
        range: { start: programRange.start, end: action.range.end },
        ...fixIn(step, { title: 'Write npm ci', safety: 'review', edits: [replace(action.range, 'ci')] }),
      };
    }
  },
};
