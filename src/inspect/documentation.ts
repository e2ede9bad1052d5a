/** Rule: manuals and documentation are in the image. */
import type { ImageRule } from './rule.ts';
import { measureTrees, treeProblems } from './trees.ts';

const manual = /^(usr\/(?:local\/)?(?:share\/)?(?:doc|man|info|gtk-doc|help))\//;
/** Licence texts must stay with what they license. */
const licence = /\/(?:copyright|licen[cs]e[^/]{0,40}|copying[^/]{0,40}|notice[^/]{0,40})$/i;

export const documentation: ImageRule = {
  id: 'documentation',
  kind: 'waste',
  severity: 'info',
  title: 'Manuals and documentation are in the image',
  why: 'Nobody reads manuals in a container; licence texts, which have to stay, are not counted here.',
  fix: 'Keep dpkg and the like from unpacking them (`path-exclude=/usr/share/man/*` in /etc/dpkg/dpkg.cfg.d, `tsflags=nodocs` in dnf.conf) or use a slim base.',
  aliases: [],
  *check({ footprint }) {
    const trees = measureTrees(footprint, 'documentation', (path, { entry }) =>
      entry.type !== 'file' || licence.test(path) ? undefined : manual.exec(path)?.[1],
    );
    yield* treeProblems(
      footprint,
      trees,
      'Manuals and documentation',
      'A container is not where they are read.',
      1_000_000,
    );
  },
};
