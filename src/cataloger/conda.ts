/** Conda packages, from the record that each leaves in its environment. https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-specs.html */
import { posix } from 'node:path';
import * as v from 'valibot';
import type { FileCataloger } from '../model/analyzer.ts';
import { imagePath } from './file-path.ts';
import { parseJson } from './lock-file.ts';

const recordPath = /^(?<prefix>.*\/)?conda-meta\/[^/]+\.json$/;

export const conda: FileCataloger = {
  name: 'conda',
  version: 1,
  maxBytes: 16 * 1024 * 1024,
  wants: (path) => path.endsWith('.json') && path.includes('conda-meta/') && recordPath.test(path),
  catalog({ path, bytes }) {
    const { name, version, license, files } = v.parse(CondaRecord, parseJson(bytes));
    const prefix = recordPath.exec(path)?.groups?.['prefix'] ?? '';
    const owned = files
      .map((file) => imagePath(posix.normalize(`${prefix}${file}`)))
      .filter((file) => file !== undefined);
    return {
      packages: [
        {
          type: 'conda',
          name,
          version,
          licenses: license.trim() === '' ? [] : [license.slice(0, 500)],
          foundBy: 'conda',
        },
      ],
      owns: owned.length === 0 ? [] : [{ type: 'conda', package: name, files: owned }],
      warnings: [],
    };
  },
};

const CondaRecord = v.object({
  name: v.pipe(v.string(), v.regex(/^[\w.-]{1,200}$/)),
  version: v.pipe(v.string(), v.regex(/^[^\s]{1,256}$/)),
  license: v.nullish(v.string(), ''),
  files: v.optional(v.array(v.string()), []),
});
