/** Every reporter, by name. */
import { cyclonedx } from './cyclonedx.ts';
import { json } from './json.ts';
import type { Reporter } from './reporter.ts';
import { spdx } from './spdx.ts';
import { table } from './table.ts';

export const reporters: readonly Reporter[] = [cyclonedx, json, spdx, table];
