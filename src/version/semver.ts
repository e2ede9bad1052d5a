/** Semantic versions, for npm, Go (with its `v`) and crates.io. https://semver.org/spec/v2.0.0.html */
import { parse as parseSemver, type SemVer } from 'semver';
import type { VersionScheme } from './scheme.ts';

export const semver: VersionScheme<SemVer> = {
  id: 'semver',
  spec: 'https://semver.org/spec/v2.0.0.html',
  parse(text) {
    return parseSemver(text.trim()) ?? undefined;
  },
  compare(a, b) {
    return a.compare(b);
  },
};
