import { describe, expect, it } from 'vitest';
import { dpkg } from '../../src/cataloger/dpkg.ts';
import { dpkgFiles } from '../../src/cataloger/dpkg-files.ts';
import { dpkgLicenses } from '../../src/cataloger/dpkg-licenses.ts';

const status = 'var/lib/dpkg/status';
const read = (text: string, path = status) => dpkg.catalog({ path, bytes: Buffer.from(text) });
const record = (fields: Record<string, string>) =>
  Object.entries({ Package: 'a', Status: 'install ok installed', Version: '1.0-1', ...fields })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

describe('dpkg', () => {
  it('reads every field it keeps', () => {
    const text = record({
      Package: 'libssl3',
      Version: '1:3.0.11-1~deb12u2',
      Architecture: 'amd64',
      'Multi-Arch': 'same',
      Source: 'openssl (3.0.11-1)',
      Maintainer: 'Jane Doe <jane@example.org>',
      'Installed-Size': '6024',
      Description: 'short\n long\n .\n Package: not a field',
    });
    expect(read(text)).toEqual({
      packages: [
        {
          type: 'deb',
          name: 'libssl3',
          version: '1:3.0.11-1~deb12u2',
          architecture: 'amd64',
          source: { name: 'openssl', version: '3.0.11-1' },
          maintainer: 'Jane Doe <jane@example.org>',
          licenses: [],
          installedBytes: 6024 * 1024,
          foundBy: 'dpkg',
        },
      ],
      owns: [],
      warnings: [],
    });
  });

  for (const [state, kept] of [
    ['install ok installed', true],
    ['hold ok installed', true],
    ['install ok half-configured', true],
    ['install reinstreq half-installed', true],
    ['install ok unpacked', true],
    ['install ok triggers-pending', true],
    ['deinstall ok installed', true],
    ['deinstall ok config-files', false],
    ['purge ok not-installed', false],
  ] as const) {
    it(`${state}: ${kept ? 'kept' : 'passed over'}`, () => {
      const { packages, warnings } = read(record({ Status: state }));
      expect([packages.length, warnings.length]).toEqual([kept ? 1 : 0, 0]);
    });
  }

  for (const [what, fields] of [
    ['no name', { Package: '' }],
    ['no version', { Version: '' }],
    ['no status', { Status: '' }],
    ['a status of one word', { Status: 'installed' }],
    ['a version with a space', { Version: '1 2' }],
    ['a name with a slash', { Package: '../etc' }],
    ['an endless version', { Version: '1'.repeat(300_000) }],
  ] as const) {
    it(`warns of ${what} and keeps the rest`, () => {
      const { packages, warnings } = read(
        `${record({ Package: 'b' })}\n${record(fields)}\n${record({ Package: 'c' })}`,
      );
      expect(packages.map((found) => found.name)).toEqual(['b', 'c']);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]?.message).toMatch(/line 5/);
      expect(warnings[0]?.message.length).toBeLessThan(300);
    });
  }

  it('reads CRLF, blank lines with spaces, field names in any case, the first of two equal fields', () => {
    const text = 'package: a\r\nSTATUS: install ok installed\r\nVersion: 1\r\nVersion: 2\r\n \r\n\r\n';
    expect(read(text)).toMatchObject({ packages: [{ name: 'a', version: '1' }], warnings: [] });
  });

  it('warns of a record cut short, and of a file that is something else', () => {
    expect(read(`${record({})}\nPackage: b\nStatus: install ok`).warnings).toHaveLength(1);
    expect(read('\0\x01garbage\n').warnings).toHaveLength(1);
    expect(read('')).toEqual({ packages: [], owns: [], warnings: [] });
  });

  it('bounds the warnings', () => {
    const { warnings } = read('Package: a\n\n'.repeat(5_000));
    expect(warnings).toHaveLength(101);
    expect(warnings.at(-1)?.message).toContain('900 more');
  });

  it("reads distroless images' status.d, where no Status stands", () => {
    const text = 'Package: base-files\nVersion: 12.4\nArchitecture: amd64\n';
    expect(read(text, 'var/lib/dpkg/status.d/base-files').packages).toMatchObject([{ name: 'base-files' }]);
    expect(dpkg.wants('var/lib/dpkg/status.d/base-files', 1)).toBe(true);
    expect(dpkg.wants('var/lib/dpkg/status.d/base-files.md5sums', 1)).toBe(false);
    expect(dpkg.wants('var/lib/dpkg/status-old', 1)).toBe(false);
  });
});

describe('dpkg-files', () => {
  const owns = (path: string, text: string) => dpkgFiles.catalog({ path, bytes: Buffer.from(text) }).owns;
  it('drops directories', () => {
    const list = '/.\n/usr\n/usr/bin\n/usr/bin/a\n/usr/share\n/usr/share/a\n/usr/share/a b\n/../x\n';
    expect(owns('var/lib/dpkg/info/a.list', list)).toEqual([
      { type: 'deb', package: 'a', files: ['usr/bin/a', 'usr/share/a', 'usr/share/a b'] },
    ]);
  });
  it('takes the architecture from the file name', () => {
    expect(owns('var/lib/dpkg/info/libc6:amd64.list', '/.\n/lib\n/lib/x\n')).toEqual([
      { type: 'deb', package: 'libc6', architecture: 'amd64', files: ['lib/x'] },
    ]);
  });
  it('reads md5sums', () => {
    const sums = `${'0'.repeat(32)}  etc/a\n${'1'.repeat(32)}  ./usr/b c\nbroken\n`;
    expect(owns('var/lib/dpkg/status.d/a.md5sums', sums)).toEqual([
      { type: 'deb', package: 'a', files: ['etc/a', 'usr/b c'] },
    ]);
  });
});

describe('dpkg-licenses', () => {
  const licenses = (text: string) =>
    dpkgLicenses.catalog({ path: 'usr/share/doc/a/copyright', bytes: Buffer.from(text) }).licenses;
  it('reads each licence once, without its text', () => {
    const text =
      'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-2+\n\nFiles: b\nLicense: MIT or Apache-2.0\n Text.\n\nLicense: GPL-2+\n Text\n .\n text\n';
    expect(licenses(text)).toEqual([
      { type: 'deb', package: 'a', licenses: ['GPL-2+', 'MIT or Apache-2.0'] },
    ]);
  });
  it('reads nothing from prose', () => {
    expect(licenses('This is free.\n\nLicense: see below\n')).toBeUndefined();
  });
});
