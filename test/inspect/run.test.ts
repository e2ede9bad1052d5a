import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../src/inspect/bytes.ts';
import { renderRuleTable } from '../../src/inspect/document.ts';
import { imageRules } from '../../src/inspect/list.ts';
import { compareFindings } from '../../src/inspect/order.ts';
import type { ImageRule } from '../../src/inspect/rule.ts';
import { inspect } from '../../src/inspect/run.ts';
import { type Finding, severities } from '../../src/model/finding.ts';
import { makeFinding } from '../support/report.ts';
import { type FileSpec, makeSubject } from '../support/subject.ts';

const rule = (id: string, check: ImageRule['check']): ImageRule => ({
  id,
  kind: 'image',
  severity: 'low',
  title: 'Title',
  why: 'Why.',
  fix: 'Fix.',
  aliases: ['X-1'],
  check,
});

describe('inspect', () => {
  it("makes findings of problems: the rule's metadata unless the problem says otherwise", () => {
    const plain = rule('plain', () => [{ message: 'm', location: {}, evidence: [] }]);
    const special = rule('special', () => [
      {
        message: 'm',
        location: { layer: 1 },
        evidence: [],
        severity: 'high',
        title: 'T',
        fix: 'F',
        inBase: true,
        savedBytes: 3,
      },
    ]);
    expect(inspect(makeSubject(), [plain, special]).findings).toEqual([
      {
        id: 'special',
        kind: 'image',
        severity: 'high',
        title: 'T',
        message: 'm',
        location: { layer: 1 },
        evidence: [],
        evidenceTotal: 0,
        aliases: ['X-1'],
        fix: 'F',
        inBase: true,
        savedBytes: 3,
      },
      {
        id: 'plain',
        kind: 'image',
        severity: 'low',
        title: 'Title',
        message: 'm',
        location: {},
        evidence: [],
        evidenceTotal: 0,
        aliases: ['X-1'],
        fix: 'Fix.',
      },
    ]);
  });
  it('keeps a hundred pieces of evidence and counts them all', () => {
    const many = rule('many', () => [
      {
        message: 'm',
        location: {},
        evidence: Array.from({ length: 250 }, (_, i) => ({ label: 'l', value: `${i}` })),
      },
    ]);
    const [finding] = inspect(makeSubject(), [many]).findings;
    expect([finding?.evidence.length, finding?.evidenceTotal]).toEqual([100, 250]);
  });
  it('loses nothing to a rule that throws: not the other rules, not what it had found', () => {
    const broken = rule('broken', function* () {
      yield { message: 'before', location: {}, evidence: [] };
      throw new Error('boom');
    });
    const fine = rule('fine', () => [{ message: 'after', location: {}, evidence: [] }]);
    const { findings, warnings } = inspect(makeSubject(), [broken, fine]);
    expect(findings.map(({ message }) => message)).toEqual(['before', 'after']);
    expect(warnings).toEqual([{ code: 'RULE_FAILED', message: 'rule broken could not finish: boom' }]);
  });
  it('takes hostile names, links and texts', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'bin',
        'usr',
        '..',
        '.git',
        'sh',
        'etc',
        'node_modules',
        '\n',
        '\u0000',
        '$(x)',
        '__proto__',
        'a'.repeat(300),
        '`|*_<',
      ),
      fc.string({ maxLength: 8 }),
    );
    const path = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join('/'));
    const file = fc.record<FileSpec>(
      {
        mode: fc.nat(0o7777),
        link: path,
        bytes: fc.nat(9_000_000),
        layer: fc.nat(1),
        capability: fc.string({ maxLength: 50 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.dictionary(path, file, { maxKeys: 12 }),
        fc.array(fc.string(), { maxLength: 4 }),
        path,
        (files, texts, user) => {
          const subject = makeSubject({
            files,
            history: ['FROM x', ...texts.map((text) => `RUN ${text}`), ...texts.map((text) => `ADD ${text}`)],
            config: {
              user,
              env: [...texts, `PATH=${user}`],
              workingDir: user,
              volumes: texts,
              exposedPorts: texts,
            },
            entrypoint: { argv: texts },
          });
          const inspection = inspect(subject);
          expect(inspection.warnings).toEqual([]);
          expect(inspect(subject)).toEqual(inspection);
        },
      ),
      { numRuns: 150 },
    );
  });
  it('takes time linear in the files', () => {
    const files: Record<string, FileSpec> = {};
    for (let i = 0; i < 30_000; i += 1) files[`usr/share/doc/p${i % 700}/very/deep/folder/f${i}`] = {};
    const subject = makeSubject({ files });
    const start = performance.now();
    inspect(subject);
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('imageRules', () => {
  it('are sorted by unique ids', () => {
    const ids = imageRules.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });
  it.each(imageRules.map((one) => [one.id, one] as const))(
    '%s is documented',
    (id, { title, why, fix, aliases }) => {
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(why).toMatch(/^\S.*\.$/);
      expect(fix).toMatch(/^[A-Z].*\.$/);
      expect(aliases).toEqual([...new Set(aliases)].sort());
      expect(`${title}${why}${fix}`).not.toContain('\n');
    },
  );
  it('cover every check that Dockle has of an image', () => {
    const known = new Set(imageRules.flatMap(({ aliases }) => aliases));
    // CIS-DI-0005 asks for a variable on the scanning machine: it says nothing of the image.
    const dockle = [
      ...['0001', '0006', '0007', '0008', '0009', '0010'].map((number) => `CIS-DI-${number}`),
      ...['0001', '0002', '0003', '0004', '0005', '0006'].map((number) => `DKL-DI-${number}`),
      ...['0001', '0002', '0003'].map((number) => `DKL-LI-${number}`),
    ];
    expect(dockle.filter((id) => !known.has(id))).toEqual([]);
  });
});

it('renderRuleTable gives one row a rule with its bars escaped', () => {
  const table = renderRuleTable([{ ...rule('a-b', () => []), why: 'A | B.\nC.' }]);
  expect(table).toBe(
    '| Rule | Severity | Kind | What, why, what to do | Known elsewhere as |\n| --- | --- | --- | --- | --- |\n' +
      '| `a-b` | low | image | **Title.** A \\| B. C. _Fix._ | X-1 |\n',
  );
  expect(renderRuleTable().split('\n')).toHaveLength(imageRules.length + 3);
});

describe('compareFindings', () => {
  it('puts first what is exploited, then the worst, what has a fix, the likelier and the higher rated', () => {
    const vulnerability = (
      id: string,
      severity: (typeof severities)[number],
      advisory: Partial<NonNullable<Finding['advisory']>> = {},
    ) =>
      makeFinding({ id, severity, advisory: { id, aliases: [], url: 'https://example.org/', ...advisory } });
    const ordered = [
      vulnerability('exploited', 'low', { knownExploited: true }),
      vulnerability('critical', 'critical'),
      vulnerability('likely', 'high', { fixedVersion: '2', epss: 0.9 }),
      vulnerability('fixed', 'high', { fixedVersion: '2', epss: 0.1, score: 7.1 }),
      vulnerability('unlikely', 'high', { fixedVersion: '2', score: 8.9 }),
      vulnerability('rated', 'high', { score: 8 }),
      vulnerability('a', 'high', { score: 7 }),
      vulnerability('b', 'high', { score: 7 }),
      makeFinding({ id: 'rule', severity: 'medium' }),
    ];
    expect(
      ordered
        .toReversed()
        .sort(compareFindings)
        .map(({ id }) => id),
    ).toEqual(ordered.map(({ id }) => id));
  });

  it('is a total order, worst first', () => {
    const finding = fc.record({
      severity: fc.constantFrom(...severities),
      id: fc.constantFrom('a', 'b', 'B'),
      message: fc.constantFrom('x', 'y'),
      location: fc.record({ layer: fc.nat(2), path: fc.constantFrom('p', 'q') }, { requiredKeys: [] }),
    });
    fc.assert(
      fc.property(fc.array(finding, { maxLength: 12 }), (specs) => {
        const findings = specs.map((spec) => makeFinding(spec));
        const sorted = [...findings].sort(compareFindings);
        expect([...findings].reverse().sort(compareFindings)).toEqual(sorted);
        const ranks = sorted.map(({ severity }) => severities.indexOf(severity));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
    );
  });
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1500, '1.5 kB'],
  [12_345, '12.3 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [100_000_000, '100 MB'],
  [471_000_000, '471 MB'],
  [1_330_000_000, '1.33 GB'],
  [5e15, '5000 TB'],
])('formatBytes(%i) is %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
