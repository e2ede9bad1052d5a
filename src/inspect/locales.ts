/** Rule: translations and locale sources are in the image. */
import type { ImageRule } from './rule.ts';
import { measureTrees, treeProblems } from './trees.ts';

const locale = /^(usr\/(?:local\/)?(?:share|lib)\/(?:locale|i18n))\//;

export const locales: ImageRule = {
  id: 'locales',
  kind: 'waste',
  severity: 'info',
  title: 'Translations and locale sources are in the image',
  why: 'A service in a container speaks C.UTF-8, which libc has built in; translations of the tools around it are never shown.',
  fix: 'Exclude them when installing (`path-exclude=/usr/share/locale/*` in /etc/dpkg/dpkg.cfg.d) or use a slim base.',
  aliases: [],
  *check({ footprint }) {
    const trees = measureTrees(footprint, 'locales', (path) => locale.exec(path)?.[1]);
    yield* treeProblems(
      footprint,
      trees,
      'Translations and locale sources',
      'They are rarely used in a container.',
      1_000_000,
    );
  },
};
