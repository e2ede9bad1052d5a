/** Rule: the image stands on a large variant of a base that has a small one. */
import { catalogBase } from '../facts.ts';
import { megabytes } from '../reading/context.ts';
import { foundationOf } from '../reading/stage.ts';
import type { DockerfileRule } from '../rule.ts';

/** Less is not worth a change. */
const least = 30_000_000;

export const baseOversized: DockerfileRule = {
  id: 'base-oversized',
  slug: 'large-base',
  kind: 'waste',
  severity: 'low',
  title: 'The base image has a smaller variant',
  why: 'Compilers, interpreters and documentation that the program does not use are pulled with it, scanned with it and attacked with it.',
  fix: 'Build in a stage on the large variant, and finish on the small one.',
  aliases: [],
  bad: 'FROM python:3.13-bookworm\n',
  good: 'FROM scratch\n',
  *check(subject) {
    const { catalog, target } = subject;
    const foundation = target === undefined ? undefined : foundationOf(subject, target.index);
    const word = foundation?.stage.from.words[0];
    if (foundation?.name === undefined || word === undefined) return;
    const row = catalogBase(catalog.bases, foundation.name);
    if (row === undefined || row.variant !== 'full') return;
    const release = row.name.replace(/^[^:]*:/, '').match(/^\d+(?:\.\d+)?/)?.[0];
    const [image] = row.name.split(':');
    const smaller = catalog.bases
      // Of the same image and release, on the same C library: what was built for one runs on the other.
      .filter((one) => one.name.startsWith(`${image}:`) && one.libc === row.libc && one.variant === 'slim')
      .filter(
        (one) =>
          release === undefined || one.name.replace(/^[^:]*:/, '').match(/^\d+(?:\.\d+)?/)?.[0] === release,
      )
      .sort((a, b) => a.tarBytes - b.tarBytes)[0];
    if (smaller === undefined || row.tarBytes - smaller.tarBytes < least) return;
    yield {
      message: `\`${row.name}\` unpacks to ${megabytes(row.tarBytes)}, \`${smaller.name}\` to ${megabytes(smaller.tarBytes)}.`,
      range: word.range,
      savedBytes: row.tarBytes - smaller.tarBytes,
    };
  },
};
