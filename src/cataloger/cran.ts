/** R packages from the DESCRIPTION of every installed one. https://cran.r-project.org/doc/manuals/r-release/R-exts.html#The-DESCRIPTION-file */
import type { FileCataloger } from '../model/analyzer.ts';
import { fieldOf, readParagraphs } from './control-file.ts';
import { packageWarnings } from './warnings.ts';

/** Many files have that name: only R's installer adds the field Built. */
export const cran: FileCataloger = {
  name: 'cran',
  version: 1,
  maxBytes: 1024 * 1024,
  wants: (path) => path.endsWith('/DESCRIPTION'),
  catalog({ path, bytes }) {
    const header = readParagraphs(bytes, wantedFields).next();
    const built = header.done ? undefined : fieldOf(header.value, 'built');
    if (header.done || built === undefined || !/^R \d/.test(built)) return nothing;
    const name = fieldOf(header.value, 'package') ?? '';
    const version = fieldOf(header.value, 'version') ?? '';
    if (!/^[A-Za-z][A-Za-z0-9.]{0,200}$/.test(name) || !/^\d[\d.-]{0,100}$/.test(version)) {
      return {
        ...nothing,
        warnings: packageWarnings([`R package ${path}: no usable name or version`], path),
      };
    }
    const license = fieldOf(header.value, 'license')?.replace(/\s+/g, ' ').slice(0, 500);
    return {
      ...nothing,
      packages: [
        { type: 'cran', name, version, licenses: license === undefined ? [] : [license], foundBy: 'cran' },
      ],
    };
  },
};

const nothing = { packages: [], owns: [], warnings: [] };
const wantedFields: ReadonlySet<string> = new Set(['built', 'license', 'package', 'version']);
