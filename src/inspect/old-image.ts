/** Rule: the image was built long ago. */
import type { ImageRule } from './rule.ts';

const oldDays = 180;
const dayMs = 86_400_000;
/** Reproducible builds write 1970 or 1980: no date at all. */
const plausible = Date.parse('2013-01-01');

export const oldImage: ImageRule = {
  id: 'old-image',
  kind: 'image',
  severity: 'info',
  title: 'The image was built long ago',
  why: 'Fixes that came out since are not in it, whether anybody has reported the weaknesses in its packages or not.',
  fix: 'Build it again on a current base, and on a schedule.',
  aliases: [],
  *check({ config, today }) {
    const created = Date.parse(config.created ?? '');
    if (Number.isNaN(created) || created < plausible) return;
    const days = Math.floor((Date.parse(today) - created) / dayMs);
    if (!(days > oldDays)) return;
    const date = new Date(created).toISOString().slice(0, 10);
    yield {
      message: `The image was built on ${date}, ${days} days ago.`,
      location: {},
      evidence: [{ label: 'created', value: config.created ?? date }],
    };
  },
};
