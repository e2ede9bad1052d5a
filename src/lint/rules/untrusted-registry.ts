/** Rule: images from other registries than those that are trusted. */

import type { Range } from '../../dockerfile/syntax.ts';
import { knownValue, stepsOf } from '../query.ts';
import { readImageName } from '../reading/image-name.ts';
import { mountsOf } from '../reading/mount.ts';
import type { DockerfileRule } from '../rule.ts';
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

export const untrustedRegistry: DockerfileRule = {
  id: 'DL3026',
  slug: 'untrusted-registry',
  kind: 'dockerfile',
  severity: 'high',
  title: 'An image comes from a registry that is not trusted',
  why: 'What a base image brings runs with the rights of everything that is built on it. Silent until trusted registries are configured.',
  fix: 'Take the image from a trusted registry, or add its registry to the configuration.',
  aliases: [],
  bad: 'FROM registry.example.com/debian:13\n',
  good: 'FROM scratch\n',
  *check(subject) {
    const { trustedRegistries } = subject.settings;
    if (trustedRegistries.length === 0) return;
    for (const { image, range } of imagesOf(subject)) {
      const registry = readImageName(image).registry ?? 'docker.io';
      const names = /^(?:index\.|registry-1\.)?docker\.io$/.test(registry)
        ? ['docker.io', 'hub.docker.com']
        : [registry];
      if (trustedRegistries.some((pattern) => names.some((name) => matches(pattern, name)))) continue;
      yield {
        message: `\`${image}\` comes from ${registry}, which is not among the trusted registries.`,
        range,
      };
    }
  },
};

/** Every image from outside that the file names: FROM, COPY --from, mounts. */
function* imagesOf(subject: LintSubject): Generator<{ readonly image: string; readonly range: Range }> {
  for (const { base, from, parent, unknownArguments } of subject.stages) {
    const [word] = from.words;
    if (word === undefined || parent !== undefined || unknownArguments.length > 0 || base === 'scratch')
      continue;
    yield { image: base, range: word.range };
  }
  for (const step of stepsOf(subject, 'COPY', 'ADD', 'RUN')) {
    for (const flag of step.instruction.flags) {
      if (flag.name !== 'from' || flag.value === undefined) continue;
      const image = knownValue(subject, step, flag.value);
      if (image !== undefined && isImage(subject, step, image)) yield { image, range: flag.range };
    }
    for (const { from, range } of mountsOf(step)) {
      if (from !== undefined && !from.includes('$') && isImage(subject, step, from))
        yield { image: from, range };
    }
  }
}

function isImage({ stages }: LintSubject, { stage }: Step, name: string): boolean {
  if (/^\d+$/.test(name) || name === 'scratch') return false;
  return !stages.some((other) => other.index < stage && other.name === name.toLowerCase());
}

function matches(pattern: string, registry: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return registry.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return registry.startsWith(pattern.slice(0, -1));
  return registry === pattern;
}
