/** All suggesters, sorted by id: the one place that names them. */
import { go } from './go.ts';
import type { Suggester } from './suggester.ts';

export const suggesters: readonly Suggester[] = [go];
