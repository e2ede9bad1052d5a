import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { github } from '../../src/report/github.ts';
import { makeFinding, makeReport } from '../support/report.ts';

const options = { color: false, width: 80, list: false };
const linesOf = (report: Report) => github.render([report], options).trimEnd().split('\n');

/** As the runner's own parser reads a command. https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function readCommand(line: string) {
  const [, level = '', list = '', data = ''] = /^::([a-z]+)(?: ([^:]*))?::(.*)$/s.exec(line) ?? [];
  const decode = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const properties = list.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), decode(pair.slice(at + 1))];
  });
  return { level, properties: Object.fromEntries(properties), message: decode(data) };
}

it('annotates the line of a Dockerfile', () => {
  const finding = makeFinding({
    id: 'DL3008',
    severity: 'medium',
    title: 'Pin versions: 100 %, always',
    location: { file: './Dockerfile', line: 3, column: 5 },
  });
  const { image, ...rest } = makeReport('x', { findings: [finding] });
  const [first = ''] = linesOf(rest);
  expect(first).toMatch(
    /^::warning file=Dockerfile,line=3,col=5,title=DL3008 \(medium\)%3A Pin versions%3A 100 %25%2C/,
  );
  expect(readCommand(first)).toMatchObject({
    properties: { title: 'DL3008 (medium): Pin versions: 100 %, always' },
    message: 'No USER is set, so the process is uid 0.\n→ Add USER 65532:65532.',
  });
});

it('names the image where there is no file, and sums up', () => {
  const [first = '', ...rest] = linesOf(makeReport());
  expect(readCommand(first)).toMatchObject({ level: 'error' });
  expect(readCommand(first).properties).not.toHaveProperty('file');
  expect(readCommand(first).message).toContain('example.org/bash:latest');
  expect(readCommand(rest.at(-1) ?? '').message).toBe(
    '3 findings in example.org/bash:latest; incomplete: the report may not say all there is',
  );
});

it('keeps to what the runner shows, the worst first, and counts the rest', () => {
  const findings = ['info', 'high', 'critical'].flatMap((severity) =>
    Array.from({ length: 12 }, () => makeFinding({ severity: severity === 'info' ? 'info' : 'high' })),
  );
  const lines = linesOf(makeReport('x', { findings }));
  const of = (level: string) => lines.filter((line) => line.startsWith(`::${level} `)).length;
  expect([of('error'), of('warning'), of('notice')]).toEqual([10, 0, 10]);
  expect(lines.at(-1)).toContain('36 findings');
  expect(lines.at(-1)).toContain('17 of them not annotated');
});

it('lets nothing of the image make a command or a property', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const report = makeReport(`${text}\r\n::add-mask::x,file=a:b%0A`);
      const lines = linesOf(report);
      expect(lines).toHaveLength(4);
      for (const line of lines) {
        expect(line).toMatch(/^::(?:error|warning|notice) title=[^:,\r\n]*::[^\r\n]*$/);
      }
    }),
    { numRuns: 50 },
  );
});
