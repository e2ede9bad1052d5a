/** The reporters on a review of Dockerfiles: places, fixes, fingerprints, and no image. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reviewDockerfile } from '../../src/lint/review.ts';
import { copyInsteadOfAdd } from '../../src/lint/rules/copy-instead-of-add.ts';
import { reporters } from '../../src/report/list.ts';
import { reviewReport } from '../../src/review.ts';

const schemaFile = fileURLToPath(
  new URL('../../../shared/data/specs/sarif-2.1.0.schema.json', import.meta.url),
);
const options = { color: false, width: 100, list: false };
const rules = [copyInsteadOfAdd];
const report = (...texts: readonly string[]) =>
  reviewReport(
    texts.map((text, index) => reviewDockerfile({ file: `f${index}/Dockerfile`, text, rules })),
    { version: '0.1.0', warnings: [], suggestions: [], missing: new Map() },
  );
const render = (name: string, ...texts: readonly string[]): string =>
  reporters.find((one) => one.name === name)?.render([report(...texts)], options) ?? '';

const text = 'FROM a\nADD b c\nENV X=1\nADD 日本 "d e"\n';

describe('a review', () => {
  it('is drawn with the line and a mark below the place', () => {
    expect(render('table', text)).toContain(
      [
        'MEDIUM   DL3020 ADD is used where COPY would do',
        '  --> f0/Dockerfile:4:1  copy-instead-of-add',
        '  4 | ADD 日本 "d e"',
        '    | ^^^',
      ].join('\n'),
    );
  });

  it('masks secrets in the lines that it shows', () => {
    const secret = 'Zq8xW3nT5vB7';
    expect(render('json', `FROM a\nADD b password=${secret} c\n`)).not.toContain(secret);
  });

  it('has columns of code points in JSON, and changes that apply', () => {
    const { findings } = report('FROM a\nONBUILD ADD 😀 b\n');
    expect(findings[0]).toMatchObject({
      location: { file: 'f0/Dockerfile', line: 2, column: 9, endLine: 2, endColumn: 12 },
      change: { safety: 'safe', edits: [{ line: 2, column: 9, endLine: 2, endColumn: 12, text: 'COPY' }] },
    });
  });

  it('has the changes in SARIF', () => {
    const sarif = JSON.parse(render('sarif', text));
    const [result] = sarif.runs[0].results;
    expect(result.fixes[0].artifactChanges[0]).toMatchObject({
      artifactLocation: { uri: 'f0/Dockerfile' },
      replacements: [{ deletedRegion: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 4 } }],
    });
  });

  it.skipIf(!existsSync(schemaFile))('is valid by the schema of SARIF 2.1.0', () => {
    // The schema is of draft 4, of which it uses nothing that draft 7 reads otherwise.
    const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(JSON.parse(render('sarif', text))) ? [] : validate.errors).toEqual([]);
  });

  it('has a checkstyle file for each Dockerfile', () => {
    const xml = render('checkstyle', text, text);
    expect(xml.match(/<file name="f[01]\/Dockerfile">/g)).toHaveLength(2);
    expect(xml).toContain('<error line="2" column="1" severity="warning" message="ADD copies `b` as COPY');
    expect(xml).toContain('source="DL3020"/>');
  });

  it('has issues with fingerprints that survive moved lines', () => {
    const issues = JSON.parse(render('gitlab', text));
    expect(issues[0]).toMatchObject({
      check_name: 'DL3020',
      severity: 'major',
      location: { path: 'f0/Dockerfile', lines: { begin: 2, end: 2 } },
    });
    const moved = JSON.parse(render('gitlab', `# first\n\n${text}`));
    const prints = (list: readonly { readonly fingerprint: string }[]) =>
      list.map(({ fingerprint }) => fingerprint);
    expect(prints(moved)).toEqual(prints(issues));
    expect(new Set(prints(issues)).size).toBe(issues.length);
  });

  it('is a stream of issues for Code Climate', () => {
    const parts = render('codeclimate', text).split('\u0000\n');
    expect(parts.pop()).toBe('');
    expect(parts.map((part) => JSON.parse(part).type)).toEqual(['issue', 'issue']);
  });

  it('steers no terminal and breaks no format, whatever the file says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (odd) => {
        for (const { name } of reporters) {
          const out = render(name, `FROM a\nADD ${odd} c\n`);
          expect(out.replaceAll('\n', '').replaceAll('\u0000', '')).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 50 },
    );
  });
});
