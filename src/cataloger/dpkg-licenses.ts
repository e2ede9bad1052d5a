/** Licences of Debian packages from their machine-readable copyright files. https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/ */
import type { FileCataloger } from '../model/analyzer.ts';
import { fieldOf, readParagraphs } from './control-file.ts';

const copyrightPath = /^usr\/share\/doc\/([^/]+)\/copyright$/;
const maxLicenses = 100;

/** The first line of every License field, in order, each once; files that are prose yield nothing. */
export const dpkgLicenses: FileCataloger = {
  name: 'dpkg-licenses',
  version: 1,
  maxBytes: 4 * 1024 * 1024,
  wants: (path) => path.startsWith('usr/share/doc/') && copyrightPath.test(path),
  catalog({ path, bytes }) {
    const nothing = { packages: [], owns: [], warnings: [] };
    const name = copyrightPath.exec(path)?.[1];
    if (name === undefined || !isMachineReadable(bytes)) return nothing;
    const licenses = new Set<string>();
    for (const paragraph of readParagraphs(bytes, wantedFields)) {
      const license = fieldOf(paragraph, 'license')?.split('\n', 1)[0]?.trim().replace(/\s+/g, ' ');
      if (license !== undefined && license !== '' && license.length <= 200 && licenses.size < maxLicenses) {
        licenses.add(license);
      }
    }
    return licenses.size === 0
      ? nothing
      : { ...nothing, licenses: [{ type: 'deb', package: name, licenses: [...licenses] }] };
  },
};

const wantedFields: ReadonlySet<string> = new Set(['license']);

/** The first paragraph names the format; near the top even where blank or comment lines stand before it. */
function isMachineReadable(bytes: Uint8Array): boolean {
  return /^Format(?:-Specification)?:/im.test(Buffer.from(bytes.subarray(0, 512)).toString('latin1'));
}
