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
  const none = async () => undefined;
  const of = async (services: unknown, environment = {}) =>
    lines(await composeTargets({ services }, 'deploy/compose.yaml', environment, none));

  it('reads the short and the long form', async () => {
    expect(await of({ a: { build: '../app' }, b: { image: 'x' }, c: { build: null } })).toEqual([
      'app/Dockerfile|app|-|',
    ]);
    const build = {
      context: '.',
      dockerfile: 'web.Dockerfile',
      args: { A: 1, B: 'x', C: null },
      target: 'prod',
    };
    expect(await of({ a: { build } })).toEqual(['deploy/web.Dockerfile|deploy|prod|A=1 B=x']);
    expect(await of({ a: { build: { args: ['A=1', 'B'] } } })).toEqual(['deploy/Dockerfile|deploy|-|A=1']);
    expect(await of({ a: { build: { dockerfile: '/d' } } })).toEqual(['/d|deploy|-|']);
  });
  it('takes a Dockerfile that stands inside', async () => {
    const content = { services: { a: { build: { dockerfile_inline: 'FROM $$X' } } } };
    const { targets } = await composeTargets(content, 'c.yaml', {}, none);
    expect(targets).toMatchObject([
      { file: 'c.yaml (service a)', text: 'FROM $X', within: 'c.yaml', context: '.' },
    ]);
  });
  it('fills in variables', async () => {
    const build = { context: '$D', dockerfile: `\${F:-x}`, args: [`V=\${V-1}`, `W=\${W:+set}`] };
    expect(await of({ a: { build } }, { D: 'd', W: 'w' })).toEqual(['deploy/d/x|deploy/d|-|V=1 W=set']);
  });
  it('says what is not on this machine', async () => {
    expect(await of({ a: { build: 'https://github.com/o/r.git' } })).toEqual([
      '! deploy/compose.yaml: service a is built from a context that is not on this machine',
    ]);
  });

  const project = async (files: Readonly<Record<string, unknown>>) =>
    lines(await composeTargets(files['p/c.yaml'], 'p/c.yaml', { SET: 'env' }, async (path) => files[path]));

  it('follows what is included, paths relative to where it stands', async () => {
    expect(
      await project({
        'p/c.yaml': {
          include: [
            'web/c.yaml',
            { path: ['db/a.yaml', 'db/b.yaml'], project_directory: 'db/x', env_file: 'e' },
          ],
          services: { own: { build: '.' } },
        },
        'p/.env': 'TAG=top\nSET=file\n',
        'p/web/c.yaml': {
          include: ['deep/c.yaml'],
          services: { web: { build: { args: { T: '$TAG-$SET' } } } },
        },
        'p/web/deep/c.yaml': { include: ['../c.yaml'], services: { deep: { build: 'x' } } },
        'p/db/a.yaml': { services: { db: { build: { context: 'y', args: { E: '$E' } } } } },
        'p/db/b.yaml': { services: { db: { build: { target: 't' } } } },
        'p/e': `export E="a b" # c\n`,
      }),
    ).toEqual([
      'p/web/deep/x/Dockerfile|p/web/deep/x|-|',
      'p/web/Dockerfile|p/web|-|T=top-env',
      'p/db/x/y/Dockerfile|p/db/x/y|t|E=a b',
      'p/Dockerfile|p|-|',
      '! p/web/deep/c.yaml: p/web/c.yaml includes itself',
    ]);
  });
  it('merges what a service extends', async () => {
    expect(
      await project({
        'p/c.yaml': {
          services: {
            base: { build: { context: 'a', target: 'dev', args: ['A=1', 'B=1'] } },
            own: { extends: 'base', build: { target: 'prod', args: { B: 2 } } },
            other: { extends: { file: 'x/c.yaml', service: 'far' } },
            loop: { extends: { service: 'loop' }, build: 'l' },
          },
        },
        'p/x/c.yaml': { services: { far: { build: {} } } },
      }),
    ).toEqual([
      'p/a/Dockerfile|p/a|dev|A=1 B=1',
      'p/a/Dockerfile|p/a|prod|A=1 B=2',
      'p/x/Dockerfile|p/x|-|',
      'p/l/Dockerfile|p/l|-|',
      '! p/c.yaml: service loop extends itself',
    ]);
  });
  it('says what it does not follow', async () => {
    const content = {
      include: ['https://github.com/o/r.git', 'oci://r/x', 'gone.yaml', 7],
      services: { a: { extends: { file: '../x.yaml', service: 'b' } } },
    };
    expect(await project({ 'p/c.yaml': content })).toEqual([
      '! p/c.yaml: https://github.com/o/r.git is not on this machine and was not followed',
      '! p/c.yaml: oci://r/x is not on this machine and was not followed',
      '! p/c.yaml: p/gone.yaml could not be read, or is outside of the project',
      '! p/c.yaml: x.yaml could not be read, or is outside of the project',
    ]);
  });
  it('takes any value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (value) => {
        await composeTargets(value, 'c', {}, async () => value);
        await composeTargets({ services: { a: { build: value, extends: value } } }, 'c', {}, none);
        await composeTargets({ include: value }, 'c', {}, async () => ({ include: value }));
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
