/** Chooses the origin by how it is written: a URL, a directory or a zip file. */
import { statSync } from 'node:fs';
import { ImgscanError } from '../../errors.ts';
import type { HttpOriginOptions } from './http-origin.ts';
import { publicBase } from './list.ts';
import { directoryOrigin, fileOrigin, type Origin } from './origin.ts';

export interface ChosenOrigin {
  readonly origin: Origin;
  readonly isPublic: boolean;
}

/** USAGE for what is none of them. */
export async function openOrigin(base: string, options: HttpOriginOptions): Promise<ChosenOrigin> {
  if (/^https?:\/\//i.test(base)) {
    // Its client takes longer to load than a small feed.
    const { httpOrigin } = await import('./http-origin.ts');
    return { origin: httpOrigin(base, options), isPublic: base.replace(/\/+$/, '') === publicBase };
  }
  const stats = statSync(base, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return { origin: directoryOrigin(base), isPublic: false };
  if (stats?.isFile()) return { origin: fileOrigin(base), isPublic: false };
  throw new ImgscanError('USAGE', `${base}: expected an http or https URL, a directory or a zip file`, {
    hint: 'There is nothing of this name.',
  });
}
