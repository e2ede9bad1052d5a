/** Every reporter, by name. */
import { json } from './json.ts';
import type { Reporter } from './reporter.ts';
import { table } from './table.ts';

export const reporters: readonly Reporter[] = [json, table];
