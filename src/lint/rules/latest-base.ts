/** Rule: FROM names a tag that says that it moves. https://docs.docker.com/build/building/best-practices/#pin-base-image-versions */
import { readImageName } from '../reading/image-name.ts';
import type { DockerfileRule } from '../rule.ts';

export const latestBase: DockerfileRule = {
  id: 'DL3007',
  slug: 'latest-base',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'The base image is whatever `latest` is',
  why: 'The tag is moved with every release of the image, major ones included: builds break or change without a change of this file.',
  fix: 'Name the release that was tested, or better its digest.',
  aliases: ['DS-0001', 'AVD-DS-0001', 'DS001', 'ID.20006'],
  bad: 'FROM debian:latest\n',
  good: 'FROM debian:13-slim\n',
  *check({ stages }) {
    for (const { base, from, parent, unknownArguments } of stages) {
      const [word] = from.words;
      if (word === undefined || parent !== undefined || unknownArguments.length > 0) continue;
      const { tag, digest } = readImageName(base);
      if (tag !== 'latest' || digest !== undefined) continue;
      yield { message: `\`${base}\` is another image after each release.`, range: word.range };
    }
  },
};
