/** Rule: the base image was named by a tag without a digest. */
import type { ImageRule } from './rule.ts';

export const unpinnedBase: ImageRule = {
  id: 'unpinned-base',
  kind: 'image',
  severity: 'info',
  title: 'The base image is not pinned by digest',
  why: 'The same Dockerfile builds another image tomorrow: a tag moves, a digest does not.',
  fix: 'Write `FROM name:tag@sha256:...` and let a bot raise the digest.',
  aliases: [],
  *check({ config, footprint }) {
    const { name, digest, evidence, layers } = footprint.base;
    if (layers === 0 || name === undefined || digest !== undefined || name.includes('@')) return;
    // A name concluded from the content says nothing of how FROM was written.
    const noted = config.history.some(({ comment, createdBy }) => `${comment} ${createdBy}`.includes(name));
    if (evidence !== 'label' && !noted) return;
    const from = footprint.instructions.find(({ keyword, layer }) => keyword === 'FROM' || layer === 0);
    yield {
      message: `The image records its base as ${name}, without a digest.`,
      location: from === undefined ? {} : { instruction: from.index },
      evidence: [{ label: evidence, value: name }],
    };
  },
};
