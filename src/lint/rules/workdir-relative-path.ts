/** Rule: WORKDIR with a relative path. https://docs.docker.com/reference/build-checks/workdir-relative-path/ */
import { posix } from 'node:path';
import { knownValue, stepsOf } from '../query.ts';
import { replace } from '../reading/edit.ts';
import { foundationOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const workdirRelativePath: DockerfileRule = {
  id: 'DL3000',
  slug: 'workdir-relative-path',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'WORKDIR is relative to what the base image sets',
  why: "The path continues the base image's working directory, which its next release can change: everything that comes after moves with it.",
  fix: 'Write the absolute path.',
  aliases: ['WorkdirRelativePath', 'DS-0009', 'AVD-DS-0009', 'DS009', 'ID.20015'],
  bad: 'FROM debian:13-slim\nWORKDIR app\n',
  good: 'FROM debian:13-slim\nWORKDIR /app\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'WORKDIR')) {
      const { argument, argumentRange } = step.instruction;
      // Once a stage of this file has set one, relative paths continue that.
      if (step.workdir !== undefined) continue;
      const path = knownValue(subject, step, argument);
      if (path === undefined || path === '' || /^(?:[/\\]|[A-Za-z]:)/.test(path)) continue;
      const foundation = foundationOf(subject, step.stage);
      const given = foundation?.isScratch === true ? '/' : foundation?.facts?.config.workingDir;
      const whole = given === undefined || step.isTrigger ? undefined : posix.join('/', given, path);
      yield {
        message: `\`${path}\` continues ${given === undefined || given === '' ? "the base image's working directory" : `\`${given}\`, the base image's working directory`}.`,
        range: argumentRange,
        ...(whole === undefined || !/^[\w./-]+$/.test(whole)
          ? {}
          : {
              fix: {
                title: `Write ${whole}`,
                safety: 'safe' as const,
                edits: [replace(argumentRange, whole)],
              },
            }),
      };
    }
  },
};
