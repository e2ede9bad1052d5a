/** Rule: the image is named by a tag that moves. */
import type { ImageRule } from './rule.ts';

export const latestTag: ImageRule = {
  id: 'latest-tag',
  kind: 'image',
  severity: 'low',
  title: 'The image is referred to as latest',
  why: '`latest` is whatever was pushed last: what was tested and what runs can differ, and there is no way back to the one before.',
  fix: 'Push and deploy under a version tag, or refer to the image by digest.',
  aliases: ['DKL-DI-0006', 'DS-0001'],
  *check({ reference }) {
    if (reference === undefined || reference.digest !== undefined) return;
    if (reference.tag !== undefined && reference.tag !== 'latest') return;
    const name = `${reference.registry}/${reference.repository}`;
    yield {
      message: reference.tagImplied
        ? `No tag was given for ${name}, so \`latest\` was assumed: whatever was pushed last.`
        : `${name}:latest is whatever was pushed last.`,
      location: {},
      evidence: [{ label: 'reference', value: reference.tagImplied ? name : `${name}:latest` }],
    };
  },
};
