import { describe, expect, it } from 'vitest';
import { conda } from '../../src/cataloger/conda.ts';
import { cran } from '../../src/cataloger/cran.ts';
import { luarocks } from '../../src/cataloger/luarocks.ts';
import { perl } from '../../src/cataloger/perl.ts';
import { perlFiles } from '../../src/cataloger/perl-files.ts';
import { pythonWheel } from '../../src/cataloger/python-wheel.ts';
import type { Cataloger } from '../../src/model/analyzer.ts';
import { catalogFile } from '../support/catalog.ts';

type Row = readonly [
  what: string,
  cataloger: Cataloger,
  path: string,
  text: string,
  packages: readonly string[] | undefined,
  licenses?: readonly string[],
];

const rows: readonly Row[] = [
  ['a wheel', pythonWheel, 'a/pip-23.0.1-py3-none-any.whl', 'x', ['pypi pip 23.0.1']],
  [
    'a wheel with a build number',
    pythonWheel,
    'a/a_b-1.0+cpu-1-cp311-cp311-linux_x86_64.whl',
    'x',
    ['pypi a_b 1.0+cpu'],
  ],
  ['an egg', pythonWheel, 'a/six-1.16.0-py3.11.egg', 'x', ['pypi six 1.16.0']],
  [
    "a wheel of Python's tests",
    pythonWheel,
    'usr/lib/python3.9/test/data/example-21.12-py3-none-any.whl',
    'x',
    undefined,
  ],
  ['no wheel', pythonWheel, 'a/x.whl', 'x', undefined],
  [
    'conda',
    conda,
    'opt/conda/conda-meta/xz-5.2.6-h166bdaf_0.json',
    '{"name":"xz","version":"5.2.6","build":"h166bdaf_0","license":"LGPL-2.1 and GPL-2.0","files":["bin/xz","../../x"]}',
    ['conda xz 5.2.6'],
    ['LGPL-2.1 and GPL-2.0'],
  ],
  [
    "cpanm's metadata",
    perl,
    'usr/local/lib/perl5/site_perl/5.40.0/x/.meta/HTTP-Tiny-0.090/MYMETA.json',
    '{"name":"HTTP-Tiny","version":"0.090","license":["perl_5"]}',
    ['cpan HTTP-Tiny 0.090'],
    ['perl_5'],
  ],
  ['the metadata of a build', perl, 'root/x/MYMETA.json', '{"name":"x","version":"1"}', undefined],
  [
    "perl's log, with an upgrade",
    perl,
    'usr/local/lib/perl5/5.40.0/x86_64-linux-gnu/perllocal.pod',
    '=head2 Tue Jan  1 00:00:00 2024: C<Module> L<Net::SSLeay|Net::SSLeay>\n\n=over 4\n\n=item *\n\nC<installed into: /x>\n\n=item *\n\nC<VERSION: 1.93>\n\n=back\n\n=head2 x: C<Module> L<Net::SSLeay|Net::SSLeay>\n\nC<VERSION: 1.94>\n',
    ['cpan Net-SSLeay 1.94'],
  ],
  [
    'an R package',
    cran,
    'usr/lib/R/site-library/digest/DESCRIPTION',
    'Package: digest\nVersion: 0.6.31-1\nLicense: GPL (>=\n  2)\nBuilt: R 4.2.2; x86_64-pc-linux-gnu; 2022-12-13; unix\n',
    ['cran digest 0.6.31-1'],
    ['GPL (>= 2)'],
  ],
  ['the source of an R package', cran, 'a/DESCRIPTION', 'Package: digest\nVersion: 1\n', []],
  ['another DESCRIPTION', cran, 'a/DESCRIPTION', 'just words\n', []],
  [
    'a rock',
    luarocks,
    'usr/local/lib/luarocks/rocks-5.4/lua-cjson/2.1.0-1/lua-cjson-2.1.0-1.rockspec',
    'package = "lua-cjson"\ndescription = {\n   license = "MIT"\n}\n',
    ['luarocks lua-cjson 2.1.0-1'],
    ['MIT'],
  ],
  ['the rockspec of a source', luarocks, 'src/lua-cjson-2.1.0-1.rockspec', '', undefined],
];

describe('packages by their metadata', () => {
  for (const [what, cataloger, path, text, packages, licenses = []] of rows) {
    it(what, () => {
      const result = catalogFile(cataloger, path, Buffer.from(text));
      expect(result?.packages.map(({ type, name, version }) => `${type} ${name} ${version}`)).toEqual(
        packages,
      );
      expect(result?.packages.flatMap((found) => found.licenses) ?? []).toEqual(licenses);
      expect(result?.packages.every(({ foundBy }) => foundBy === cataloger.name)).not.toBe(false);
      expect(result?.warnings ?? []).toEqual([]);
    });
  }

  it('conda says which files are whose, inside the image', () => {
    const bytes = Buffer.from('{"name":"xz","version":"5","files":["bin/xz","../../../x","/lib/../y"]}');
    expect(conda.catalog({ path: 'opt/conda/conda-meta/xz.json', bytes }).owns).toEqual([
      { type: 'conda', package: 'xz', files: ['opt/conda/bin/xz', 'opt/conda/y'] },
    ]);
  });

  it('.packlist says which files are whose', () => {
    const path = 'usr/local/lib/perl5/site_perl/5.40.0/x86_64-linux-gnu/auto/Net/SSLeay/.packlist';
    const bytes = Buffer.from('/usr/local/a.pm\n/usr/local/bin/b type=file\n../c\n/usr/../../d\n');
    expect(perlFiles.catalog({ path, bytes }).owns).toEqual([
      { type: 'cpan', package: 'Net-SSLeay', files: ['usr/local/a.pm', 'usr/local/bin/b', 'd'] },
    ]);
  });
});
