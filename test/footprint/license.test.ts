import fc from 'fast-check';
import parse from 'spdx-expression-parse';
import licenseIds from 'spdx-license-ids/index.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { normalizeLicenses, spdxExpression } from '../../src/footprint/license.ts';
import { exceptionNames, licenseNames } from '../../src/footprint/license-names.ts';

/** As written; the expression, or undefined where the name is not certain. */
const rows: readonly (readonly [written: string, expression: string | undefined])[] = [
  // SPDX, whatever the case.
  ['MIT', 'MIT'],
  ['apache-2.0', 'Apache-2.0'],
  ['(MIT OR Apache-2.0)', '(MIT OR Apache-2.0)'],
  ['GPL-2.0-or-later WITH Classpath-exception-2.0', 'GPL-2.0-or-later WITH Classpath-exception-2.0'],
  ['GPL-2.0+', 'GPL-2.0-or-later'],
  ['GPL-3.0', 'GPL-3.0-only'],
  ['Apache-2.0+', 'Apache-2.0+'],
  ['LicenseRef-scancode-x AND MIT', 'LicenseRef-scancode-x AND MIT'],
  // Addresses of texts.
  ['https://www.apache.org/licenses/LICENSE-2.0.txt', 'Apache-2.0'],
  ['http://apache.org/licenses/LICENSE-2.0.html', 'Apache-2.0'],
  ['http://www.eclipse.org/legal/epl-2.0', 'EPL-2.0'],
  ['http://www.eclipse.org/legal/epl-v10.html', 'EPL-1.0'],
  ['http://www.eclipse.org/org/documents/edl-v10.php', 'BSD-3-Clause'],
  ['https://opensource.org/licenses/BSD-3-Clause', 'BSD-3-Clause'],
  ['https://opensource.org/license/mit/', 'MIT'],
  ['https://www.mozilla.org/en-US/MPL/2.0/', 'MPL-2.0'],
  ['https://www.gnu.org/software/classpath/license.html', undefined],
  ['https://example.com/LICENSE', undefined],
  // Debian's copyright files.
  ['Expat', 'MIT'],
  ['GPL-2+', 'GPL-2.0-or-later'],
  ['GPL-2', 'GPL-2.0-only'],
  ['LGPL-2.1+', 'LGPL-2.1-or-later'],
  ['GFDL-NIV-1.3+', 'GFDL-1.3-no-invariants-or-later'],
  ['BSD-3-clause', 'BSD-3-Clause'],
  ['GPL-1+ or Artistic', 'GPL-1.0-or-later OR Artistic-1.0-Perl'],
  ['GPL-2+ and Expat', 'GPL-2.0-or-later AND MIT'],
  ['GPL-2+ or LGPL-3+, and BSD-3-clause', '(GPL-2.0-or-later OR LGPL-3.0-or-later) AND BSD-3-Clause'],
  ['GPL-3+ with Bison exception', 'GPL-3.0-or-later WITH Bison-exception-2.2'],
  ['GPL-3+-WITH-BISON-EXCEPTION', 'GPL-3.0-or-later WITH Bison-exception-2.2'],
  ['GPL-2+-libtool-exception', 'GPL-2.0-or-later WITH Libtool-exception'],
  ['GPL-2 with Linux-syscall-note exception', 'GPL-2.0-only WITH Linux-syscall-note'],
  ['MIT WITH Swift-exception', 'MIT WITH Swift-exception'],
  ['GFDL-1.3+-no-invariant', 'GFDL-1.3-no-invariants-or-later'],
  ['ISC and/or LGPL-2.1+', 'ISC OR LGPL-2.1-or-later'],
  // Autoconf has had several.
  ['GPL-3+-autoconf-exception', undefined],
  ['GPL-2+ with OpenSSL exception', undefined],
  ['public-domain', undefined],
  ['BSD', undefined],
  ['GPL', undefined],
  // Fedora before it wrote SPDX.
  ['GPLv2+', 'GPL-2.0-or-later'],
  ['LGPLv2.1+', 'LGPL-2.1-or-later'],
  ['ASL 2.0', 'Apache-2.0'],
  ['MPLv2.0', 'MPL-2.0'],
  ['GPL+ or Artistic', 'GPL-1.0-or-later OR Artistic-1.0-Perl'],
  ['GPLv3+ and (MIT or ISC)', 'GPL-3.0-or-later AND (MIT OR ISC)'],
  ['zlib and Boost', 'Zlib AND BSL-1.0'],
  ['GPLv3+ with exceptions', undefined],
  ['MIT and Public Domain', undefined],
  // PyPI's classifiers and what people write in License.
  ['MIT License', 'MIT'],
  ['ISC License (ISCL)', 'ISC'],
  ['Mozilla Public License 2.0 (MPL 2.0)', 'MPL-2.0'],
  ['GNU General Public License v3 (GPLv3)', 'GPL-3.0-only'],
  ['GNU General Public License v2 or later (GPLv2+)', 'GPL-2.0-or-later'],
  ['GNU Lesser General Public License v3 or later (LGPLv3+)', 'LGPL-3.0-or-later'],
  ['GNU Affero General Public License v3', 'AGPL-3.0-only'],
  ['GNU Library or Lesser General Public License (LGPL)', undefined],
  ['Python Software Foundation License', 'PSF-2.0'],
  ['The Unlicense (Unlicense)', 'Unlicense'],
  ['BSD License', undefined],
  // Two versions are in use under this name.
  ['Apache Software License', undefined],
  ['Apache License, Version 2.0', 'Apache-2.0'],
  ['Apache License 2.0', 'Apache-2.0'],
  ['Apache 2', 'Apache-2.0'],
  ['BSD 3-Clause License', 'BSD-3-Clause'],
  ['3-Clause BSD License', 'BSD-3-Clause'],
  ['BSD (3-clause)', 'BSD-3-Clause'],
  // npm, Cargo, LuaRocks, Maven.
  ['MIT/X11', 'MIT'],
  ['The MIT License (MIT)', 'MIT'],
  ['MIT/Apache-2.0', 'MIT OR Apache-2.0'],
  ['SEE LICENSE IN LICENSE.md', undefined],
  ['UNLICENSED', undefined],
  ['Apache-2.0 AND (MIT/X11 OR GPLv2)', 'Apache-2.0 AND (MIT OR GPL-2.0-only)'],
  // CPAN and CRAN.
  ['perl_5', 'Artistic-1.0-Perl OR GPL-1.0-or-later'],
  ['apache_2_0', 'Apache-2.0'],
  ['lgpl_2_1', 'LGPL-2.1-only'],
  ['artistic_2', 'Artistic-2.0'],
  ['GPL (>= 2)', 'GPL-2.0-or-later'],
  ['GPL-2 | GPL-3', 'GPL-2.0-only OR GPL-3.0-only'],
  ['MIT + file LICENSE', 'MIT'],
  ['GPL (>= 2) | file LICENSE', 'GPL-2.0-or-later'],
  ['Part of R 4.2.2', undefined],
  ['', undefined],
  ['MIT and', undefined],
  ['(MIT', undefined],
  ['constructor', undefined],
];

describe('SPDX expressions', () => {
  for (const [written, expression] of rows) {
    it(`${written} -> ${expression}`, () => {
      expect(spdxExpression(written)).toBe(expression);
      if (expression !== undefined) {
        expect(() => parse(expression)).not.toThrow();
        expect(spdxExpression(expression), 'stays what it is').toBe(expression);
      }
    });
  }

  it('knows every SPDX id in any case', () => {
    for (const id of licenseIds) {
      expect(spdxExpression(id)).toBe(id);
      expect(spdxExpression(id.toUpperCase())).toBe(id);
    }
  });

  it('maps other names to SPDX ids alone', () => {
    for (const [name, expression] of licenseNames) expect(() => parse(expression), name).not.toThrow();
    for (const [name, exception] of exceptionNames) {
      expect(() => parse(`GPL-2.0-or-later WITH ${exception}`), name).not.toThrow();
    }
  });

  it('keeps as written what it does not know, and each licence once', () => {
    expect(normalizeLicenses(['GPL-2+', 'custom', 'GPLv2+', 'custom', 'Expat'])).toEqual([
      'GPL-2.0-or-later',
      'custom',
      'MIT',
    ]);
  });

  it('gives an expression or nothing, for any words', () => {
    const word = fc.constantFrom(
      'MIT',
      'GPL-2+',
      'and',
      'OR',
      'with',
      '(',
      ')',
      ',',
      '/',
      '|',
      ' ',
      '(>= 2)',
      'x',
      'or later',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const expression = spdxExpression(words.join(' '));
        if (expression !== undefined) parse(expression);
      }),
      { numRuns: 500 },
    );
  });

  it('takes bounded time', () => {
    const start = performance.now();
    for (const part of ['(', ', and ', '/', ' or ', 'a (', '(>= ', ' ']) {
      spdxExpression(part.repeat(Math.floor(500 / part.length)));
      spdxExpression(`MIT${part}`.repeat(Math.floor(500 / (part.length + 3))));
    }
    expect(performance.now() - start).toBeLessThan(500);
  });
});
