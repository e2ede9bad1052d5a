/** Rule: the tests of dependencies and of the language's own library are in the image. */
import type { ImageRule } from './rule.ts';
import { measureTrees, treeProblems } from './trees.ts';

/** Where dependencies and standard libraries live; tests elsewhere may be the image's purpose. */
const library =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor\/bundle|gems|pkg\/mod|lib\/python\d(?:\.\d{1,2})?|(?:lib|share)\/go(?:-\d\.\d{1,2})?|local\/go)\//;
const tests = /^(.*?\/(?:tests?|__tests__|testdata|spec|fixtures))\//;

export const testData: ImageRule = {
  id: 'test-data',
  kind: 'waste',
  severity: 'info',
  title: 'Tests of dependencies are in the image',
  why: 'Tests and their data never run in production, take space, and hold keys and broken files that other scanners stumble over.',
  fix: 'Delete the test folders in the RUN that installs the dependencies, or copy only what is needed from a builder stage.',
  aliases: [],
  *check({ footprint }) {
    const trees = measureTrees(footprint, 'tests', (path) =>
      library.test(path) ? tests.exec(path)?.[1] : undefined,
    );
    yield* treeProblems(footprint, trees, 'Tests of dependencies', 'Nothing runs them.', 1_000_000);
  },
};
