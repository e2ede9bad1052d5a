/** Matches the packages that a directory lists against the store in it, and does nothing else: a process to be measured. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAdvisories } from '../../src/advisory/advisories.ts';
import { matchPackages } from '../../src/advisory/match.ts';
import type { Package } from '../../src/model/package.ts';

const [, , directory = ''] = process.argv;
const packages: readonly Package[] = JSON.parse(readFileSync(join(directory, 'packages.json'), 'utf8'));
const startedAt = performance.now();
const { store } = await openAdvisories({ directory });
const { matches } = matchPackages(packages, { id: 'debian', versionId: '12', idLike: [] }, store);
const milliseconds = performance.now() - startedAt;
process.stdout.write(JSON.stringify({ matches: matches.length, milliseconds }));
