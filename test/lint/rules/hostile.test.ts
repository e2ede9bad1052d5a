import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/parse.ts';
import { createSubject } from '../../../src/lint/create-subject.ts';
import { applyEdits } from '../../../src/lint/edits.ts';
import { dockerfileRules } from '../../../src/lint/list.ts';
import { runRules } from '../../../src/lint/run.ts';
import { base, context } from '../known.ts';

const beside = {
  ...base({ created: '2020-01-01T00:00:00Z' }),
  ...context({ '.env': 1, 'a.js': 2 }),
  today: '2026-11-23',
};

/** Every example there is, line by line: what real files are made of. */
const lines = [...new Set(dockerfileRules.flatMap(({ bad, good }) => `${bad}${good}`.split(/(?<=\n)/)))];

function review(text: string) {
  const { problems, warnings } = runRules(createSubject(parseDockerfile(text), beside));
  expect(warnings).toEqual([]);
  return problems.map(({ problem }) => problem);
}

const pieces = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...lines) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'FROM a AS b\n',
      'RUN <<E\n',
      '\\\n',
      '"',
      "'",
      '${',
      '$(',
      '`',
      '[',
      '|',
      '\r\n',
      '\t',
      '\u2028',
      '\0',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);

it('no rule fails, and every place and edit is in the file', () => {
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      for (const { range, fix } of review(text)) {
        expect(range.start >= 0 && range.start <= range.end && range.end <= text.length).toBe(true);
        if (fix === undefined) continue;
        const edits = [...fix.edits].sort((a, b) => a.range.start - b.range.start);
        for (const [index, edit] of edits.entries()) {
          expect(
            edit.range.start >= (edits[index - 1]?.range.end ?? 0) && edit.range.end <= text.length,
          ).toBe(true);
        }
        expect(applyEdits(text, fix.edits)).not.toBe(text);
      }
    }),
    { numRuns: 150 },
  );
});

const repeat = (text: string, characters = 50_000): string =>
  text.repeat(Math.floor(characters / text.length));
const numbered = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

it.each([
  [
    'many commands in one RUN',
    `FROM debian:13\nRUN ${repeat('pip install a; apk add b; cd c; kill 1; ', 30_000)}true\n`,
  ],
  [
    'downloads in one RUN',
    `FROM debian:13\nRUN ${repeat('curl -O https://x.y/a; git clone https://a/b; ', 30_000)}true\n`,
  ],
  ['a long pipe', `FROM debian:13\nRUN ${repeat('curl https://x.y/a | ', 30_000)}sh\n`],
  [
    'many RUNs',
    `FROM debian:13\n${repeat('RUN apt-get update && apt-get install a; chown -R a b\nCOPY a b\n')}`,
  ],
  [
    'stages on stages',
    `FROM debian:13 AS s0\n${numbered(1500, (index) => `FROM s${index} AS s${index + 1}\nRUN a | b\nCMD a\n`)}`,
  ],
  [
    'names that are nearly others',
    `${numbered(1500, (index) => `ARG NAME${index}=1\n`)}FROM scratch\n${numbered(1500, (index) => `COPY $NAMX${index} b\n`)}`,
  ],
  [
    'pairs that refer to each other',
    `FROM scratch\nENV ${numbered(4000, (index) => `A${index}=$A${index + 1} `)}\n`,
  ],
  ['open braces', `FROM scratch\nENV A=${'$'.repeat(25_000)}\nENV B=${repeat('${A', 25_000)}\n`],
  [
    'long words',
    `FROM ${'a'.repeat(25_000)}\nLABEL ${'a'.repeat(25_000)}.=b\nEXPOSE ${repeat('80/TCP ', 25_000)}\n`,
  ],
])('takes its time with %s, and no more', (_, text) => {
  const start = performance.now();
  review(text);
  // Linear, it takes some tenths of a second; quadratic, it would be ten times the limit.
  expect(performance.now() - start).toBeLessThan(5000);
});
