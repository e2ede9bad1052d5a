/** Rule: FROM --platform=$TARGETPLATFORM, which is what FROM does. https://docs.docker.com/reference/build-checks/redundant-target-platform/ */
import { unquote } from '../../dockerfile/words.ts';
import { removeWord } from '../reading/edit.ts';
import type { DockerfileRule } from '../rule.ts';

export const redundantPlatform: DockerfileRule = {
  id: 'DL3065',
  slug: 'redundant-platform',
  kind: 'dockerfile',
  severity: 'info',
  title: '`--platform=$TARGETPLATFORM` says nothing',
  why: 'FROM takes the target platform by itself; the flag makes readers look for a reason.',
  fix: 'Leave the flag out.',
  aliases: ['RedundantTargetPlatform'],
  bad: 'FROM --platform=$TARGETPLATFORM debian:13-slim\n',
  good: 'FROM debian:13-slim\n',
  *check({ dockerfile, stages }) {
    for (const { from } of stages) {
      const flag = from.flags.find(({ name }) => name === 'platform');
      if (!/^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(unquote(flag?.value ?? '', dockerfile.escaper)))
        continue;
      if (flag === undefined) continue;
      yield {
        message: 'FROM takes the target platform without being told.',
        range: flag.range,
        fix: { title: 'Take --platform out', safety: 'safe', edits: [removeWord(dockerfile, flag.range)] },
      };
    }
  },
};
