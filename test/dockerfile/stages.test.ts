import { describe, expect, it } from 'vitest';
import { expandWord } from '../../src/dockerfile/expand.ts';
import { readPairs } from '../../src/dockerfile/pairs.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { readStages } from '../../src/dockerfile/stages.ts';

const stagesOf = (text: string) => readStages(parseDockerfile(text));

describe('readStages', () => {
  const text = `ARG VERSION=1.25
ARG IMAGE=golang:$VERSION
FROM --platform=$BUILDPLATFORM \${IMAGE}-alpine AS Build
RUN go build
FROM build AS test
RUN --mount=type=bind,from=build,target=/x go test
FROM scratch
COPY --from=0 /a /a
COPY --from=TEST /b /b
COPY --from=nginx:1 /c /c
FROM $UNKNOWN
`;
  const stages = stagesOf(text);

  it('fills in the defaults of ARG', () => {
    expect(stages.map((stage) => stage.base)).toEqual(['golang:1.25-alpine', 'build', 'scratch', '']);
    expect(stages[3]?.unknownArguments).toEqual(['UNKNOWN']);
    expect(stages[0]).toMatchObject({ name: 'build', platform: '$BUILDPLATFORM' });
  });

  it('knows what builds on what and reads from what', () => {
    expect(stages.map((stage) => stage.parent)).toEqual([undefined, 0, undefined, undefined]);
    expect(stages.map((stage) => stage.reads)).toEqual([[], [0], [0, 1], []]);
    expect(stages[2]?.readsImages).toEqual(['nginx:1']);
  });

  it('takes an image for an image though it looks like a number or comes before the stage', () => {
    expect(stagesOf('FROM a\nFROM 0\nFROM later\nFROM x AS later\n').map((stage) => stage.parent)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('expandWord', () => {
  const values = new Map([
    ['A', 'x'],
    ['EMPTY', ''],
    ['V', '1.2.3'],
  ]);
  const rows: readonly (readonly [word: string, value: string, unknown?: readonly string[]])[] = [
    ['$A', 'x'],
    [`\${A}b`, 'xb'],
    [`\${B:-y}`, 'y'],
    [`\${B-y}`, 'y'],
    [`\${EMPTY:-y}`, 'y'],
    [`\${EMPTY-y}`, ''],
    [`\${A:+z}`, 'z'],
    [`\${B:+z}`, ''],
    [`\${B:-$A}`, 'x'],
    [`\${B:-\${C:-\${A}y}}z`, 'xyz'],
    [`\${V#*.}`, '2.3'],
    [`\${V##*.}`, '3'],
    [`\${V%.*}`, '1.2'],
    [`\${V%%.*}`, '1'],
    [`\${V%.?}`, '1.2'],
    [`\${V##**.*?}`, ''],
    [`\${V#?*?.}`, '3'],
    [`\${V%%*}`, ''],
    [`\${V%*}`, '1.2.3'],
    [`\${V#9}`, '1.2.3'],
    [`\${V/./-}`, '1-2.3'],
    [`\${V//./-}`, '1-2-3'],
    [`\${V//.}`, '123'],
    [`\${V/*./-}`, '1.2.3', ['V']],
    [`\${B#x}`, '', ['B']],
    ['"$A \'q\'"', "x 'q'"],
    ["'$A'", '$A'],
    ['\\$A', '$A'],
    ['"\\$A\\n"', '$A\\n'],
    ['a\\ b', 'a b'],
    ['$B', '', ['B']],
    ['cost $5', 'cost $5'],
    [`\${A`, `\${A`],
  ];
  for (const [word, value, unknown = []] of rows) {
    it(word, () => expect(expandWord(word, values)).toEqual({ value, unknown }));
  }
});

describe('a word made to take time', () => {
  it.each([
    ['open braces', `\${A:-`.repeat(100_000)],
    ['nested braces', `${'${B:-'.repeat(50_000)}${'}'.repeat(50_000)}`],
    ['patterns', `\${V#${'*a'.repeat(3)}}`.repeat(20_000)],
  ])('is expanded: %s', (_, word) => {
    const started = performance.now();
    expandWord(word, new Map([['V', 'a'.repeat(256)]]));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('readPairs', () => {
  const pairs = (text: string) => parseDockerfile(text).instructions.flatMap((one) => readPairs(one));
  it('reads both spellings', () => {
    expect(pairs('ENV A=1 B="x y" C=a\\ b')).toEqual([
      { key: 'A', value: '1' },
      { key: 'B', value: '"x y"' },
      { key: 'C', value: 'a\\ b' },
    ]);
    expect(pairs('ENV A the whole  rest')).toEqual([{ key: 'A', value: 'the whole  rest' }]);
    expect(pairs('ARG A B=2')).toEqual([{ key: 'A' }, { key: 'B', value: '2' }]);
  });
});
