/** Rule: a RUN only deletes what earlier layers keep. https://docs.docker.com/build/building/best-practices/#run */
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

const cleaners: readonly (readonly [program: RegExp, words: RegExp])[] = [
  [/^rm$/, /./],
  [/^(?:apt|apt-get)$/, /^(?:clean|autoclean|autoremove|purge|remove)\b/],
  [/^(?:yum|dnf|microdnf)$/, /^(?:clean|autoremove|remove|erase)\b/],
  [/^apk$/, /^(?:cache clean|del)\b/],
  [/^zypper$/, /^(?:clean|cc|remove|rm)\b/],
  [/^(?:npm|yarn)$/, /^cache clean\b/],
];

export const separateRemove: DockerfileRule = {
  id: 'ID.20021',
  slug: 'separate-remove',
  kind: 'waste',
  severity: 'low',
  title: 'A step of its own deletes files',
  why: 'The layer below still has them: the image gets no smaller, and what was to be hidden can be read.',
  fix: 'Delete in the RUN that makes the files, or make them in another stage.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY app.tgz /tmp/\nRUN tar -xf /tmp/app.tgz\nRUN rm /tmp/app.tgz\n',
  good: 'FROM debian:13-slim\nRUN --mount=type=bind,source=app.tgz,target=/tmp/app.tgz tar -xf /tmp/app.tgz\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    const writing = new Set<number>();
    for (const step of stepsOf(subject, 'ADD', 'COPY', 'RUN')) {
      if (step.isTrigger) continue;
      const commands = commandsOf(step).filter(({ program }) => program !== 'set');
      const deletes = step.instruction.keyword === 'RUN' && commands.length > 0 && commands.every(isCleaner);
      // What the base image brought is not for this file to have left out.
      if (!deletes) writing.add(step.stage);
      else if (writing.has(step.stage) && isShipped(step, shipped)) {
        yield { message: 'The step deletes what the layers before it keep.', range: step.instruction.range };
      }
    }
  },
};

function isCleaner({ program, words }: RunCommand): boolean {
  const line = words
    .filter(({ value }) => !value.startsWith('-'))
    .map(({ value }) => value)
    .join(' ');
  return cleaners.some(([name, pattern]) => name.test(program) && pattern.test(line));
}
