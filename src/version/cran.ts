/** Versions of R packages: numbers with dots or hyphens between. https://stat.ethz.ch/R-manual/R-devel/library/base/html/numeric_version.html */
import { compareDigits } from './digits.ts';
import { compareLists } from './lists.ts';
import type { VersionScheme } from './scheme.ts';

export type CranVersion = readonly string[];

export const cran: VersionScheme<CranVersion> = {
  id: 'cran',
  spec: 'https://stat.ethz.ch/R-manual/R-devel/library/base/html/numeric_version.html',
  parse(text) {
    return /^[0-9]+(?:[.-][0-9]+)*$/.test(text) ? text.split(/[.-]/) : undefined;
  },
  /** 1.0 is less than 1.0.0: zeros at the end count. */
  compare(a, b) {
    return compareLists(a, b, compareDigits);
  },
};
