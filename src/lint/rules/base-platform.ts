/** Rule: a base image for another platform than its stage asks for. https://docs.docker.com/build/building/multi-platform/ */
import { unquote } from '../../dockerfile/words.ts';
import type { DockerfileRule } from '../rule.ts';

export const basePlatform: DockerfileRule = {
  id: 'InvalidBaseImagePlatform',
  slug: 'base-platform',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'The base image is for another platform',
  why: 'The registry has no image for the platform that FROM asks for: its programs will not start where the rest of the build is meant to run.',
  fix: 'Take a base that is published for the platform, or ask for the one that it is published for.',
  aliases: [],
  bad: 'FROM --platform=linux/arm64 debian:13-slim\n',
  good: 'FROM debian:13-slim\n',
  needs: ['base'],
  *check({ dockerfile, stages, bases }) {
    for (const { index, base, from } of stages) {
      const flag = from.flags.find(({ name }) => name === 'platform');
      const facts = bases.get(index);
      if (flag?.value === undefined || flag.value.includes('$') || facts === undefined) continue;
      const wanted = unquote(flag.value, dockerfile.escaper).toLowerCase();
      const [system, architecture] = wanted.split('/');
      const [hasSystem, hasArchitecture] = facts.platform.split('/');
      if (architecture === undefined || (system === hasSystem && architecture === hasArchitecture)) continue;
      yield { message: `\`${base}\` is for ${facts.platform}; FROM asks for ${wanted}.`, range: flag.range };
    }
  },
};
