/** Rule: package lists are updated in a RUN of their own. */
import { commandText, type RunCommand, runProblems } from './commands.ts';
import type { ImageRule } from './rule.ts';

/** Programs whose `update` only fetches lists; dnf and yum upgrade with it. */
const managers = /^(?:apt|apt-get|aptitude|apk|zypper)$/;
const uses = /^(?:add|build-dep|dist-upgrade|dup|full-upgrade|in|install|source|up|upgrade)$/;

export const updateAlone: ImageRule = {
  id: 'update-alone',
  kind: 'image',
  severity: 'low',
  title: 'Package lists are updated in a RUN of their own',
  why: 'The builder caches that step: a later install uses the lists of long ago, finds old versions or none, and the lists stay in their layer.',
  fix: 'Join update and install: `RUN apt-get update && apt-get install -y ... && rm -rf /var/lib/apt/lists/*`.',
  aliases: ['CIS-DI-0007', 'DS-0017'],
  *check({ footprint }) {
    yield* runProblems(
      footprint,
      (commands) => {
        const first = commands.findIndex(isUpdate);
        const update = commands[first];
        if (update === undefined) return [];
        const used = commands
          .slice(first)
          .some(({ name, words }) => name === update.name && words.some((word) => uses.test(word)));
        // `apt-get update` is often followed by `apt install`, and scripts may install what nobody sees here.
        const elsewhere = commands
          .slice(first + 1)
          .some(({ name, words }) => managers.test(name) && words.some((word) => uses.test(word)));
        return used || elsewhere ? [] : [commandText(update)];
      },
      ([command]) =>
        `\`${command}\` stands in a RUN without an install: what is installed later comes from cached, old lists.`,
    );
  },
};

function isUpdate({ name, words }: RunCommand): boolean {
  return (
    managers.test(name) &&
    words.find((word) => !word.startsWith('-')) === (name === 'zypper' ? 'refresh' : 'update')
  );
}
