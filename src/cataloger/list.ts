/** Every cataloger, in the order of their names. */
import type { Cataloger } from '../model/analyzer.ts';

/** What reads package records from the databases and metadata files of an image. */
export const catalogers: readonly Cataloger[] = [];
