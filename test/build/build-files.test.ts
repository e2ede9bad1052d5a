import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bakeTargetsOfHcl, bakeTargetsOfJson } from '../../src/build/bake.ts';
import { composeTargets } from '../../src/build/compose.ts';
import { parseHcl } from '../../src/build/hcl.ts';
import { evaluateText, unknownValue } from '../../src/build/hcl-value.ts';
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
target "odd" { dockerfile = timestamp() }
`;
  it('are read in HCL', () => {
    expect(lines(bakeTargetsOfHcl(source, 'docker-bake.hcl', {}))).toEqual([
      'Dockerfile|.|-|A=1 BASE=debian:1.2',
      'app/web.Dockerfile|app|prod|A=1 BASE=debian:1.2 B=1.2-x C=Y D=true',
      'docker-bake.hcl (target db)|.|-|',
      '! docker-bake.hcl: target odd has a dockerfile that is known at build time only',
    ]);
    const { targets } = bakeTargetsOfHcl(source, 'x.hcl', { TAG: '9' });
    expect(targets[0]?.buildArguments.get('BASE')).toBe('debian:9');
    expect(targets[2]?.text).toBe('FROM debian\nRUN echo "\\$HOME"\n');
  });
  it('have a target for each combination of a matrix', () => {
    const matrix = `target "app" {
  name = "app-\${tgt}-\${replace(v.tag, ".", "-")}"
  matrix = {
    tgt = ["lint", "build"]
    v = [{ tag = "1.0" }, { tag = "2.0" }]
  }
  dockerfile = "Dockerfile.\${v.tag}"
  target = tgt
}
target "more" { inherits = ["app-lint-1-0"], target = "more" }`;
    expect(lines(bakeTargetsOfHcl(matrix, 'b.hcl', {}))).toEqual([
      'Dockerfile.1.0|.|lint|',
      'Dockerfile.2.0|.|lint|',
      'Dockerfile.1.0|.|build|',
      'Dockerfile.2.0|.|build|',
      'Dockerfile.1.0|.|more|',
    ]);
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
  const scope = { variables: new Map([['X', 'x']]), functions: new Map() };
  it.each([
    ['"a\\nb"', 'a\nb'],
    ['[1, "b",\n true,]', [1, 'b', true]],
    ['{ a = 1, "b" : null\n c = [] }', { a: 1, b: null, c: [] }],
    [`"$\${X} \${X} $5"`, `\${X} x $5`],
    ['X', 'x'],
    ['Y', unknownValue],
    ['f(1, [2])', unknownValue],
    ['timestamp()', unknownValue],
    ['X == "a" ? "b" : "c"', 'c'],
    [`"\${upper("a")}-\${X != "" ? "\${X}!" : ""}"`, 'A-x!'],
    ['[for s in ["a", "b", "c"] : upper(s) if s != "b"]', ['A', 'C']],
    [`{ for k, v in { a = 1 } : "\${k}-x" => v + 1 }`, { 'a-x': 2 }],
    ['join("-", concat(["a"], ["b"]))', 'a-b'],
    ['format("%s:%d", X, 3)', 'x:3'],
    ['["a", "b"][1]', 'b'],
    ['{ a = { b = 1 } }.a.b', 1],
    ['-(1 + 2) * 3', -9],
    ['!equal(X, "x") || true && 2 >= 1', true],
    ['trimsuffix(replace("a/b.c", "/", "_"), ".c")', 'a_b'],
    ['Y == "" ? 1 : 2', unknownValue],
    ['merge({ a = 1 }, { a = 2 })', { a: 2 }],
    ['"%{ if true }a%{ endif }"', unknownValue],
  ])('%s', (text, value) => {
    expect(evaluateText(text, scope)).toEqual(value);
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
        expect(Array.isArray(parseHcl(pieces.join('')))).toBe(true);
      }),
    );
    expect(parseHcl('/*'.repeat(1_000_000))).toEqual([]);
    expect(parseHcl(`a { b = ${'"${'.repeat(100_000)}`)).toHaveLength(1);
    expect(parseHcl('a { b = '.repeat(20_000)).length).toBeLessThan(20_001);
    expect(parseHcl(`a { b = ${'['.repeat(50_000)}`)).toHaveLength(1);
  });
});
