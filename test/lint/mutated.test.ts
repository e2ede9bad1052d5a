/** Every rule on Dockerfiles that no builder would take: bytes changed, lines cut, files made to take time. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../../src/build/read-text.ts';
import { maskText } from '../../src/inspect/settings.ts';
import { findingsOf } from '../../src/lint/findings.ts';
import { fixDockerfile } from '../../src/lint/fix.ts';
import { outlookOf } from '../../src/lint/outlook.ts';
import { reviewDockerfile } from '../../src/lint/review.ts';

const folder = new URL('../../fixtures/rewrite/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.Dockerfile'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** What steers parsers and shells. */
const pieces = [
  '\\\n',
  '\\',
  '\n',
  '\r\n',
  '\t',
  '`',
  '"',
  "'",
  '$',
  '${',
  '}',
  '$(',
  ')',
  '(',
  '<<EOF\n',
  '<<-"E"\n',
  'EOF\n',
  '[',
  ']',
  '["',
  ',',
  '# check=skip=all\n',
  '# hadolint ignore=\n',
  'FROM ',
  'RUN ',
  'COPY --from=0 ',
  'ONBUILD ',
  'ENV A=$A ',
  'ARG X\n',
  'SHELL ["cmd"]\n',
  ' && ',
  ' | ',
  ';',
  'HEALTHCHECK CMD ',
  'EXPOSE ',
  '\u0000',
  '\uFEFF',
  '\ud83d',
  '😀',
  '\u202e',
  '{a,b}',
  '[[',
  ']]',
  '--mount=type=cache,target=',
  '~',
  '*',
];

const mutated = fc
  .tuple(
    fc.constantFrom(...examples),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom(...pieces)), {
      minLength: 1,
      maxLength: 8,
    }),
  )
  .map(([text, changes]) =>
    changes.reduce((out, [at, length, piece]) => {
      const start = at % (out.length + 1);
      return out.slice(0, start) + piece + out.slice(start + (length % 3 === 0 ? length : 0));
    }, text),
  );

describe('a Dockerfile with changes that nobody meant', () => {
  it('is reviewed to its end, with places inside of it', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const review = reviewDockerfile({ file: 'Dockerfile', text });
        expect(review.warnings.filter(({ code }) => code === 'RULE_FAILED')).toEqual([]);
        for (const { problem } of review.problems) {
          const { start, end } = problem.range;
          expect(start >= 0 && start <= end && end <= text.length).toBe(true);
          for (const { range } of problem.fix?.edits ?? []) {
            expect(range.start >= 0 && range.start <= range.end && range.end <= text.length).toBe(true);
          }
        }
        findingsOf(review, maskText);
        outlookOf(review.subject, 'Dockerfile');
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('is fixed to something that is not fixed any further', () => {
    fc.assert(
      fc.property(mutated, fc.constantFrom('safe' as const, 'all' as const), (text, which) => {
        const once = fixDockerfile({ file: 'Dockerfile', text }, which);
        const before = reviewDockerfile({ file: 'Dockerfile', text }).dockerfile.problems.length;
        expect(once.review.dockerfile.problems.length).toBeLessThanOrEqual(before);
        expect(fixDockerfile({ file: 'Dockerfile', text: once.text }, which).text).toBe(once.text);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('keeps its bytes when they are no UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Buffer.from(encodeText(decodeText(bytes)))).toEqual(Buffer.from(bytes));
      }),
    );
  });
});

describe('a Dockerfile that was made to take time', () => {
  const size = 200_000;
  const repeated = (piece: string): string => piece.repeat(Math.floor(size / piece.length));
  const rows: readonly (readonly [what: string, text: string])[] = [
    ['stages on stages', `FROM a AS x\n${repeated('FROM x AS x\n')}`],
    ['variables set again and again', `FROM a\n${repeated('ENV A=$A:b\n')}`],
    ['uses of variables', `FROM a\nARG Z\n${repeated('RUN a $Z $Q\n')}`],
    ['copies from stages', `FROM a AS b\nFROM c\n${repeated('COPY --from=b /a /b\n')}`],
    ['copies from itself', `FROM a AS b\n${repeated('COPY --from=b /a /b\n')}`],
    ['a line of many commands', `FROM a\nRUN ${repeated('a && ').slice(0, 60_000)}b\n`],
    ['pipes', `FROM a\nRUN ${repeated('a | ').slice(0, 60_000)}b\n`],
    ['nested substitutions', `FROM a\nRUN ${repeated('$(a ').slice(0, 60_000)}\n`],
    ['nested braces', `FROM a\nRUN ${repeated('{a,').slice(0, 60_000)}\n`],
    ['instructions', `FROM a\n${repeated('RUN apt-get update\n')}`],
    ['heredocs', `FROM a\n${repeated('RUN <<E\na\nE\n')}`],
    ['heredocs without an end', `FROM a\n${repeated('RUN <<E <<F <<G\n')}`],
    ['a JSON array', `FROM a\nRUN [${repeated('"a",')}"b"]\n`],
    ['continuations', `FROM a\nRUN a ${repeated('\\\n# c\n')}b\n`],
    ['pragmas', `FROM a\n${repeated('# hadolint ignore=DL3020,DL3003\nADD a b\n')}`],
    ['labels', `FROM a\nLABEL ${repeated('a=b ')}\n`],
    ['ports', `FROM a\nEXPOSE ${repeated('80 ')}\n`],
    ['quotes', `FROM a\nRUN ${repeated('"').slice(0, 60_000)}\n`],
    ['one word', `FROM a\nRUN ${repeated('a')}\n`],
    ['packages', `FROM a\nRUN apt-get install ${repeated('abc ').slice(0, 60_000)}\n`],
    ['blanks', `FROM a\nRUN a${repeated(' ')}b\n`],
    ['dollars', `FROM ${repeated('$').slice(0, 60_000)}\n`],
  ];
  it.each(rows)(
    'is reviewed: %s',
    (_, text) => {
      const started = performance.now();
      const review = reviewDockerfile({ file: 'Dockerfile', text });
      findingsOf(review, (line) => line);
      outlookOf(review.subject, 'Dockerfile');
      expect(review.warnings.filter(({ code }) => code === 'RULE_FAILED')).toEqual([]);
      expect(performance.now() - started).toBeLessThan(10_000);
    },
    20_000,
  );
});
