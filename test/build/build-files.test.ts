import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bakeTargetsOfHcl, bakeTargetsOfJson } from '../../src/build/bake.ts';
import { composeTargets } from '../../src/build/compose.ts';
import { parseHcl, unknownValue } from '../../src/build/hcl.ts';
import type { BuildTargets } from '../../src/build/target.ts';

/** One line a target: `file|context|target|args`. */
const lines = ({ targets, problems }: BuildTargets): string[] => [
  ...targets.map(({ file, context = '-', targetName = '-', buildArguments }) =>
    [file, context, targetName, [...buildArguments].map((pair) => pair.join('=')).join(' ')].join('|'),
  ),
  ...problems.map((problem) => `! ${problem}`),
];

describe('composeTargets', () => {
  const of = (services: unknown, environment = {}) =>
    lines(composeTargets({ services }, 'deploy/compose.yaml', environment));

  it('reads the short and the long form', () => {
    expect(of({ a: { build: '../app' }, b: { image: 'x' }, c: { build: null } })).toEqual([
      'app/Dockerfile|app|-|',
    ]);
    const build = {
      context: '.',
      dockerfile: 'web.Dockerfile',
      args: { A: 1, B: 'x', C: null },
      target: 'prod',
    };
    expect(of({ a: { build } })).toEqual(['deploy/web.Dockerfile|deploy|prod|A=1 B=x']);
    expect(of({ a: { build: { args: ['A=1', 'B'] } } })).toEqual(['deploy/Dockerfile|deploy|-|A=1']);
    expect(of({ a: { build: { dockerfile: '/d' } } })).toEqual(['/d|deploy|-|']);
  });
  it('takes a Dockerfile that stands inside', () => {
    const { targets } = composeTargets(
      { services: { a: { build: { dockerfile_inline: 'FROM $$X' } } } },
      'c.yaml',
      {},
    );
    expect(targets).toMatchObject([{ file: 'c.yaml (service a)', text: 'FROM $X', context: '.' }]);
  });
  it('fills in variables', () => {
    const build = {
      context: '$D',
      dockerfile: `\${F:-Dockerfile.\${X}}`,
      args: [`V=\${V-1}`, `W=\${W:+set}`],
    };
    expect(of({ a: { build: { ...build, dockerfile: `\${F:-x}` } } }, { D: 'd', W: 'w' })).toEqual([
      'deploy/d/x|deploy/d|-|V=1 W=set',
    ]);
  });
  it('says what is not on this machine', () => {
    expect(of({ a: { build: 'https://github.com/o/r.git' } })).toEqual([
      '! deploy/compose.yaml: service a is built from a context that is not on this machine',
    ]);
  });
  it('takes any value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        composeTargets(value, 'c', {});
        composeTargets({ services: { a: { build: value } } }, 'c', {});
        bakeTargetsOfJson({ target: { a: value, b: { args: value } }, variable: value }, 'c', {});
      }),
    );
  });
});

describe('bake files', () => {
  const source = `
# the groups
group "default" { targets = ["app", "db"] }
variable "TAG" { default = "1.2" }
variable "BASE" {
  default = "debian:\${TAG}"
  validation { condition = TAG != "" }
}
function "f" { params = [x]
  result = upper(x) }
target "common" {
  args = { A = "1", BASE = BASE }
}
target "app" {
  inherits   = ["common"]
  context    = "./app" // of this file
  dockerfile = "web.Dockerfile"
  target     = "prod"
  args       = { B = "\${TAG}-x", C = f("y"), D = true }
  tags       = ["a:\${TAG}"]
}
target "db" { dockerfile-inline = <<-EOT
    FROM debian
    RUN echo "\\$HOME"
  EOT
}
target "odd" { dockerfile = f("z") }
`;
  it('are read in HCL', () => {
    expect(lines(bakeTargetsOfHcl(source, 'docker-bake.hcl', {}))).toEqual([
      'Dockerfile|.|-|A=1 BASE=debian:1.2',
      'app/web.Dockerfile|app|prod|A=1 BASE=debian:1.2 B=1.2-x D=true',
      'docker-bake.hcl (target db)|.|-|',
      '! docker-bake.hcl: target odd has a Dockerfile that is known at build time only',
    ]);
    const { targets } = bakeTargetsOfHcl(source, 'x.hcl', { TAG: '9' });
    expect(targets[0]?.buildArguments.get('BASE')).toBe('debian:9');
    expect(targets[2]?.text).toBe('FROM debian\nRUN echo "\\$HOME"\n');
  });
  it('are read in JSON', () => {
    const content = {
      variable: { TAG: { default: '1' } },
      target: {
        a: { dockerfile: `Dockerfile.\${TAG}`, args: { X: `\${TAG}` } },
        b: { inherits: ['a'], target: 't' },
      },
    };
    expect(lines(bakeTargetsOfJson(content, 'b/docker-bake.json', {}))).toEqual([
      'b/Dockerfile.1|b|-|X=1',
      'b/Dockerfile.1|b|t|X=1',
    ]);
  });
  it('do not loop over targets that inherit from themselves', () => {
    expect(
      lines(bakeTargetsOfHcl('target "a" { inherits = ["b"] }\ntarget "b" { inherits = ["a"] }', 'x', {})),
    ).toHaveLength(2);
  });
});

describe('parseHcl', () => {
  const attributeOf = (text: string) =>
    parseHcl(`a {\n v = ${text}\n}`, new Map([['X', 'x']]))[0]?.attributes.get('v');
  it.each([
    ['"a\\nb"', 'a\nb'],
    ['[1, "b",\n true,]', [1, 'b', true]],
    ['{ a = 1, "b" : null\n c = [] }', { a: 1, b: null, c: [] }],
    [`"$\${X} \${X} $5"`, `\${X} x $5`],
    ['X', 'x'],
    ['Y', unknownValue],
    ['f(1, [2])', unknownValue],
    ['X == "a" ? "b" : "c"', unknownValue],
    [`"\${upper("a")}"`, unknownValue],
  ])('%s', (text, value) => {
    expect(attributeOf(text)).toEqual(value);
  });
  it('takes any text, in bounded time', () => {
    const piece = fc.constantFrom(
      'target ',
      '"a"',
      '{',
      '}',
      '[',
      ']',
      '=',
      '\n',
      '<<EOT\n',
      'EOT',
      `\${`,
      '"',
      '#',
      '/*',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(Array.isArray(parseHcl(pieces.join(''), new Map()))).toBe(true);
      }),
    );
    expect(parseHcl('a { b = '.repeat(20_000), new Map()).length).toBeLessThan(20_001);
    expect(parseHcl(`a { b = ${'['.repeat(50_000)}`, new Map())).toHaveLength(1);
  });
});
