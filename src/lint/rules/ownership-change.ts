/** Rule: RUN changes the owner or mode of what COPY brought. https://docs.docker.com/reference/dockerfile/#copy---chown---chmod */
import { posix } from 'node:path';
import { commandsOf, type RunCommand, stepsOf } from '../query.ts';
import { pathsOf } from '../reading/paths.ts';
import { isShipped, shippedStages } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

/** Copies that are remembered: each RUN is compared with all of them. */
const most = 500;

export const ownershipChange: DockerfileRule = {
  id: 'ownership-change',
  slug: 'chown-after-copy',
  kind: 'waste',
  severity: 'low',
  title: 'Copied files are stored twice',
  why: 'A layer stores whole files: changing the owner or mode of what an earlier layer has stores every one of them again.',
  fix: 'Set the owner with `COPY --chown` and the mode with `COPY --chmod`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY app /srv/app\nRUN chown -R 10001:10001 /srv/app\n',
  good: 'FROM debian:13-slim\nCOPY --chown=10001:10001 app /srv/app\n',
  *check(subject) {
    const shipped = shippedStages(subject);
    const copied: { readonly stage: number; readonly path: string; readonly line: number }[] = [];
    for (const step of stepsOf(subject, 'ADD', 'COPY', 'RUN')) {
      const { instruction } = step;
      if (step.isTrigger || !isShipped(step, shipped)) continue;
      if (instruction.keyword !== 'RUN') {
        const target = pathsOf(subject, step).at(-1)?.value;
        const path = target === undefined ? undefined : absolute(target, step.workdir ?? undefined);
        if (path !== undefined && copied.length < most)
          copied.push({ stage: step.stage, path, line: instruction.line });
        continue;
      }
      for (const run of commandsOf(step)) {
        const changed = recursiveTargets(run).flatMap(
          (path) => absolute(path, step.workdir ?? undefined) ?? [],
        );
        const hit = copied.find(
          ({ stage, path }) => stage === step.stage && changed.some((folder) => isBelow(path, folder)),
        );
        if (hit === undefined) continue;
        yield {
          message: `\`${run.program}\` stores what line ${hit.line} copied a second time.`,
          range: run.command.range,
        };
      }
    }
  },
};

/** Paths of `chown -R` and `chmod -R`; the first operand is the owner or mode. */
function recursiveTargets({ program, words }: RunCommand): readonly string[] {
  if (program !== 'chown' && program !== 'chmod' && program !== 'chgrp') return [];
  if (!words.some(({ value }) => /^(?:--recursive|-[a-zA-Z]*R[a-zA-Z]*)$/.test(value))) return [];
  const operands = words.filter(({ value }) => !value.startsWith('-'));
  return operands.slice(1).flatMap(({ value, isLiteral }) => (isLiteral ? [value] : []));
}

function absolute(path: string, workdir: string | undefined): string | undefined {
  if (!path.startsWith('/') && workdir === undefined) return undefined;
  return posix.resolve(workdir ?? '/', path);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
