/** Python distributions left in the image as archives, by their file names. https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
import type { CatalogResult, StreamCataloger } from '../model/analyzer.ts';

const wheelName = /^([A-Za-z0-9][\w.]*)-(\d[^-\s]*)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/;
const eggName = /^([A-Za-z0-9][\w.]*)-(\d[^-\s]*)-py\d[\d.]*(?:-[^/\s]+)?\.egg$/;

/** Python's own tests have archives of packages that do not exist. */
const interpreterTests = /(?:^|\/)python\d[^/]*\/test\//;

/** `pip-23.0-py3-none-any.whl`, `six-1.16.0-py3.11.egg`: the content is not looked at. */
export const pythonWheel: StreamCataloger = {
  name: 'python-wheel',
  version: 1,
  open({ path }) {
    if ((!path.endsWith('.whl') && !path.endsWith('.egg')) || interpreterTests.test(path)) return undefined;
    const file = path.slice(path.lastIndexOf('/') + 1);
    // What is longer is no file that pip would take.
    const [, name, version] = file.length > 512 ? [] : (wheelName.exec(file) ?? eggName.exec(file) ?? []);
    if (name === undefined || version === undefined) return undefined;
    return {
      write() {},
      end: (): CatalogResult => ({
        packages: [{ type: 'pypi', name, version, licenses: [], foundBy: 'python-wheel' }],
        owns: [],
        warnings: [],
      }),
    };
  },
};
