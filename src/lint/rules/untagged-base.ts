/** Rule: FROM names an image without a tag. https://docs.docker.com/reference/dockerfile/#from */
import { readImageName } from '../reading/image-name.ts';
import type { DockerfileRule } from '../rule.ts';

export const untaggedBase: DockerfileRule = {
  id: 'DL3006',
  slug: 'untagged-base',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'The base image has no tag',
  why: 'Without a tag the builder takes `latest`, so the same file builds on another base tomorrow and nobody sees the change in review.',
  fix: 'Name the release that was tested, or better its digest.',
  aliases: ['DS-0001', 'AVD-DS-0001', 'DS001', 'ID.20006'],
  bad: 'FROM debian\n',
  good: 'FROM debian:13-slim\n',
  *check({ stages }) {
    for (const { base, from, parent, unknownArguments } of stages) {
      const [word] = from.words;
      if (word === undefined || parent !== undefined || unknownArguments.length > 0) continue;
      if (base === 'scratch' || base === '') continue;
      const { tag, digest } = readImageName(base);
      if (tag !== undefined || digest !== undefined) continue;
      yield { message: `\`${base}\` has no tag, which means \`${base}:latest\`.`, range: word.range };
    }
  },
};
