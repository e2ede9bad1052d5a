import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { table } from '../../src/report/table.ts';
import { makeReport } from '../support/report.ts';

const hostile = 'x\u001b]0;owned\u0007\u001b[2J\r\n::error::y\u202ez\u009b';

describe('the terminal report', () => {
  it('says verdict, bill, findings, vulnerabilities and what to do, in this order', () => {
    const text = table.render([makeReport()], { color: false, width: 100, list: false });
    const order = [
      'example.org/bash:latest',
      '1 critical',
      'Incomplete',
      'FOOTPRINT',
      'FINDINGS',
      'VULNERABILITIES',
      'SUGGESTION',
      'WARNINGS',
    ];
    const places = order.map((word) => text.indexOf(word));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(text).toContain('CVE-2026-1');
    expect(text).toContain('fixed in bash');
    expect(text).toContain('not read to its end');
  });

  it('counts the records that are told once, and lists them when all is asked for', () => {
    const pkg = { type: 'pypi', name: 'requests', version: '2', licenses: [], foundBy: 'python' } as const;
    const suppressed = [
      {
        package: { ...pkg, purl: 'pkg:pypi/requests@2', path: 'a/METADATA', liveBytes: 0, inBase: false },
        reason: 'its file is the deb’s',
        by: 'pkg:deb/python3-requests@2',
      },
    ];
    const render = (all: boolean) =>
      table.render([makeReport('x', { suppressed })], { color: false, width: 100, list: false, all });
    expect(render(false)).toContain('1 package record says what another says already; --all lists them');
    expect(render(false)).not.toContain('a/METADATA');
    expect(render(true)).toContain(
      '  pypi requests 2: its file is the deb’s (pkg:deb/python3-requests@2)\n    /a/METADATA\n',
    );
  });

  it('draws the worst vulnerabilities, counts the others, and draws them when all is asked for', () => {
    const [finding] = makeReport().findings.filter(({ kind }) => kind === 'vulnerability');
    if (finding?.package === undefined) throw new Error('the sample report has a vulnerability');
    const sample = { ...finding, package: finding.package };
    const findings = Array.from({ length: 40 }, (_, at) => ({
      ...sample,
      id: `CVE-2026-${1000 + at}`,
      severity: at % 40 < 20 ? ('high' as const) : ('low' as const),
      // Twelve in the first package, one in each of the others.
      package: { ...sample.package, purl: `pkg:deb/p${Math.max(0, at - 11)}` },
    }));
    const render = (all: boolean) =>
      table.render([{ ...makeReport(), findings }], { color: false, width: 100, list: false, all });
    expect(render(false)).toContain('    and 4 high more; --all lists them\n');
    expect(render(false)).toContain('  and in 4 more packages 4 low; --all lists them\n');
    expect(render(false)).not.toContain('CVE-2026-1008');
    for (const { id } of findings) expect(render(true)).toContain(id);
  });

  it('lets nothing of the image reach the terminal unescaped', () => {
    const text = table.render([makeReport(hostile)], { color: false, width: 100, list: false });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(text).not.toMatch(/^::error/m);
  });

  it.each([40, 60, 80, 120, 160])('stays within %d columns', (width) => {
    const long = 'a-very-long-word-that-does-not-end '.repeat(12);
    const report = { ...makeReport(long), suggestions: [] };
    for (const line of table.render([report], { color: true, width, list: false }).split('\n')) {
      expect(stringWidth(line), line).toBeLessThanOrEqual(width);
    }
  });

  it('has colours only when asked', () => {
    expect(table.render([makeReport()], { color: false, width: 80, list: false })).not.toContain('\u001b[');
    expect(table.render([makeReport()], { color: true, width: 80, list: false })).toContain(
      '\u001b[1;31m1 critical',
    );
  });

  it('never calls an incomplete report clean', () => {
    const report = makeReport('x', {
      findings: [],
      summary: {
        bySeverity: { critical: 0, high: 0, medium: 0, low: 0, info: 0, unknown: 0 },
        byKind: { vulnerability: 0, image: 0, dockerfile: 0, secret: 0, waste: 0 },
      },
    });
    const text = table.render([report], { color: false, width: 100, list: false });
    expect(text).toContain('Nothing found in what could be looked at.');
    expect(text).toContain('none matched, but see above');
    expect(text).toContain('the feed is old');
  });
});
