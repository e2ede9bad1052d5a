/** Haskell packages from the database of the compiler or of an installation. https://downloads.haskell.org/ghc/latest/docs/users_guide/packages.html */
import type { FileCataloger } from '../model/analyzer.ts';
import { fieldOf, readParagraphs } from './control-file.ts';
import { installedResult } from './lock-file.ts';

const recordPath = /(?:^|\/)package\.(?:conf\.d|db)\/[^/]+\.conf$/;

export const haskell: FileCataloger = {
  name: 'haskell',
  version: 1,
  maxBytes: 4 * 1024 * 1024,
  wants: (path) => path.endsWith('.conf') && recordPath.test(path),
  catalog({ path, bytes }) {
    const [header] = readParagraphs(bytes, wantedFields);
    const field = (name: string) => (header === undefined ? undefined : fieldOf(header, name));
    const license = field('license');
    const found = {
      name: field('name') ?? '',
      version: field('version') ?? '',
      licenses: license === undefined || license.length > 500 ? [] : [license],
    };
    return installedResult({ type: 'hackage', foundBy: 'haskell', path }, [found]);
  },
};

const wantedFields: ReadonlySet<string> = new Set(['name', 'version', 'license']);
