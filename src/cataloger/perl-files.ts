/** Which files Perl distributions own, from the list that each installation leaves. https://perldoc.perl.org/ExtUtils::Packlist */
import { posix } from 'node:path';
import type { FileCataloger } from '../model/analyzer.ts';
import { imagePath } from './file-path.ts';
import { textLines } from './lock-file.ts';

/** `auto/HTTP/Tiny/.packlist` is HTTP-Tiny's. */
const listPath = /(?:^|\/)auto\/(?<module>.+)\/\.packlist$/;

export const perlFiles: FileCataloger = {
  name: 'perl-files',
  version: 1,
  maxBytes: 8 * 1024 * 1024,
  wants: (path) => path.endsWith('/.packlist') && listPath.test(path),
  catalog({ path, bytes }) {
    const name = listPath.exec(path)?.groups?.['module']?.replaceAll('/', '-') ?? '';
    const files = new Set<string>();
    for (const line of textLines(bytes)) {
      // Links carry their type: `/usr/bin/x type=link from=y`.
      const [file = ''] = line.split(/ (?:type|from)=/, 1);
      const owned = file.startsWith('/') ? imagePath(posix.normalize(file)) : undefined;
      if (owned !== undefined) files.add(owned);
    }
    return {
      packages: [],
      owns: files.size === 0 ? [] : [{ type: 'cpan', package: name, files: [...files] }],
      warnings: [],
    };
  },
};
