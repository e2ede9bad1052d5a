/** Rule: the base image has not been built again for a long time. */
import type { DockerfileRule } from '../rule.ts';

const day = 24 * 60 * 60 * 1000;
/** Bases that are looked after are built at least every few weeks. */
const mostDays = 180;

export const baseOld: DockerfileRule = {
  id: 'base-old',
  slug: 'stale-base',
  kind: 'dockerfile',
  severity: 'low',
  title: 'The base image has not been rebuilt for half a year',
  why: 'Security updates get into a base when it is built again; one that is not has what was known to be broken since.',
  fix: 'Take a newer tag, or a base that is built regularly.',
  aliases: [],
  bad: 'FROM debian:13-slim\n',
  good: 'FROM scratch\n',
  needs: ['base'],
  *check({ bases, stages, today }) {
    for (const { index, base, from } of stages) {
      const [word] = from.words;
      const created = bases.get(index)?.config.created;
      if (word === undefined || created === undefined || base === 'scratch') continue;
      const born = Date.parse(created);
      const days = Math.floor((Date.parse(today) - born) / day);
      // Reproducible builds say 1970 or 1980.
      if (Number.isNaN(days) || days < mostDays || born < Date.UTC(2010, 0)) continue;
      yield {
        message: `\`${base}\` was built on ${created.slice(0, 10)}, ${days} days ago.`,
        range: word.range,
      };
    }
  },
};
