/** Rule: FROM names a tag without a digest, and the registry told which one it is. https://docs.docker.com/build/building/best-practices/#pin-base-image-versions */
import { insertAt } from '../reading/edit.ts';
import { readImageName } from '../reading/image-name.ts';
import type { DockerfileRule } from '../rule.ts';

export const unpinnedDigest: DockerfileRule = {
  id: 'unpinned-digest',
  slug: 'base-digest',
  kind: 'dockerfile',
  severity: 'info',
  title: 'The base image is not pinned to its digest',
  why: 'Tags can be pushed again, by the owner or by whoever took the account over; a digest can only be the image that was reviewed.',
  fix: 'Add the digest after the tag, and let a bot move both.',
  aliases: [],
  bad: 'FROM debian:13-slim\n',
  good: `FROM debian:13-slim@sha256:${'0'.repeat(64)}\n`,
  needs: ['base'],
  *check({ stages, bases }) {
    for (const { index, base, baseAsWritten, from } of stages) {
      const [word] = from.words;
      const facts = bases.get(index);
      if (word === undefined || facts === undefined) continue;
      if (readImageName(base).digest !== undefined) continue;
      yield {
        message: `\`${base}\` is ${facts.digest} today; nothing keeps it so.`,
        range: word.range,
        // In place of a variable the digest would pin what the variable may not name.
        ...(baseAsWritten !== base
          ? {}
          : {
              fix: {
                title: 'Pin the digest of today',
                safety: 'review' as const,
                edits: [insertAt(word.range.end, `@${facts.digest}`)],
              },
            }),
      };
    }
  },
};
