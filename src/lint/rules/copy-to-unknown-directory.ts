/** Rule: COPY to a relative path where no WORKDIR is set. https://docs.docker.com/reference/dockerfile/#destination-1 */
import { stepsOf } from '../query.ts';
import { pathsOf } from '../reading/paths.ts';
import { foundationOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

export const copyToUnknownDirectory: DockerfileRule = {
  id: 'DL3045',
  slug: 'copy-to-unknown-directory',
  kind: 'dockerfile',
  severity: 'low',
  title: 'COPY to a relative path without WORKDIR',
  why: "Where the files end up depends on the base image's working directory, which its next release can change.",
  fix: 'Set WORKDIR first, or copy to an absolute path.',
  aliases: [],
  bad: 'FROM debian:13-slim\nCOPY app.py app.py\n',
  good: 'FROM debian:13-slim\nWORKDIR /srv\nCOPY app.py app.py\n',
  *check(subject) {
    let postponed = -2;
    for (const step of stepsOf(subject, 'COPY', 'ADD', 'WORKDIR')) {
      if (step.instruction.keyword === 'WORKDIR') {
        if (step.isTrigger) postponed = step.stage;
        continue;
      }
      // `null` is a working directory all the same.
      if (step.workdir !== undefined || (step.isTrigger && postponed === step.stage)) continue;
      const { range, value: target } = pathsOf(subject, step).at(-1) ?? {};
      if (range === undefined || target === undefined || target === '' || /^(?:[/\\]|[A-Za-z]:)/.test(target))
        continue;
      const foundation = foundationOf(subject, step.stage);
      // An empty image has the root, today and tomorrow.
      if (foundation?.isScratch === true && !step.isTrigger) continue;
      const given = foundation?.facts?.config.workingDir;
      const where = given === undefined || given === '' ? '' : `, which is \`${given}\` today`;
      yield {
        message: `\`${target}\` is relative to the base image's working directory${where}.`,
        range,
      };
    }
  },
};
