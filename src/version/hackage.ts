/** Versions of Haskell packages: numbers with dots between. https://pvp.haskell.org/ */
import { compareDigits } from './digits.ts';
import { compareLists } from './lists.ts';
import type { VersionScheme } from './scheme.ts';

export type HackageVersion = readonly string[];

export const hackage: VersionScheme<HackageVersion> = {
  id: 'hackage',
  spec: 'https://pvp.haskell.org/',
  parse(text) {
    return /^[0-9]+(?:\.[0-9]+)*$/.test(text) ? text.split('.') : undefined;
  },
  /** 1.0 is less than 1.0.0: zeros at the end count. */
  compare(a, b) {
    return compareLists(a, b, compareDigits);
  },
};
