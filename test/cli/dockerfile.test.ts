import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type BadInput, expectRefusal, type Home, makeHome } from './harness.ts';

let home: Home;
beforeEach(async () => {
  home = await makeHome();
});
afterEach(() => home.remove());

async function put(path: string, content: string | Uint8Array): Promise<string> {
  const file = join(home.path, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

/** `imgscan dockerfile`, with nothing of this machine in it. */
const review = (args: readonly string[], stdin?: string) =>
  home.imgscan(['dockerfile', '--offline', '--no-shellcheck', '--no-context', ...args], stdin);

const good =
  'FROM debian:13-slim@sha256:1111111111111111111111111111111111111111111111111111111111111111\nUSER 1000:1000\nENTRYPOINT ["/a"]\n';
const bad = 'FROM debian:13-slim\nADD a /b\nUSER 1000:1000\n';

interface Told {
  readonly findings: readonly {
    readonly id: string;
    readonly severity: string;
    readonly location: { readonly file: string; readonly line: number };
  }[];
  readonly dockerfiles: readonly { readonly file: string; readonly target?: string }[];
  readonly suggestions: readonly { readonly file?: string; readonly dockerfile?: string }[];
  readonly warnings: readonly { readonly message: string }[];
}

async function told(args: readonly string[], stdin?: string): Promise<Told> {
  const { stdout } = await review([...args, '-f', 'json'], stdin);
  return JSON.parse(stdout);
}

describe('imgscan dockerfile', () => {
  it('reviews a file, and gates on severities and any id of a rule', async () => {
    const file = await put('Dockerfile', bad);
    const { stdout, exitCode } = await review([file]);
    expect(stdout).toContain(`  --> ${file}:2:1  copy-instead-of-add`);
    expect(stdout).toContain('BEFORE THE BUILD');
    expect(exitCode).toBe(0);
    for (const gate of ['medium', 'DL3020', 'copy-instead-of-add', 'CIS-DI-0009']) {
      expect((await review([file, '--fail-on', gate])).exitCode).toBe(1);
    }
    expect((await review([file, '--fail-on', 'critical'])).exitCode).toBe(0);
  });

  it('says that there is a rewrite, and holds it in the JSON', async () => {
    const file = await put(
      'go/Dockerfile',
      'FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app\nCMD ["/app"]\n',
    );
    const { stdout } = await review([file]);
    expect(stdout).toContain(`imgscan rewrite ${file}`.slice(0, 40));
    const { suggestions } = await told([file]);
    expect(suggestions).toMatchObject([{ file, dockerfile: expect.stringContaining('distroless') }]);
    expect((await told([await put('alpine/Dockerfile', 'FROM alpine:3\n')])).suggestions).toEqual([]);
  });

  it('takes files, folders and wildcards, each file once', async () => {
    const one = await put('a/Dockerfile', bad);
    const two = await put('a/b/web.Dockerfile', good);
    await put('a/node_modules/x/Dockerfile', bad);
    await put('a/Dockerfile.dockerignore', 'x');
    await put('a/Dockerfile.j2', 'FROM {{ base }}\n');
    const files = async (...words: readonly string[]) =>
      (await told(words)).dockerfiles.map(({ file }) => file);
    expect(await files(join(home.path, 'a'))).toEqual([one, two]);
    expect(await files(one, join(home.path, 'a'))).toEqual([one, two]);
    expect(await files(join(home.path, '**/*.Dockerfile'))).toEqual([two]);
  });

  it('takes standard input, under the name that it is given', async () => {
    const { findings } = await told(['-', '--stdin-filename', 'app/Dockerfile'], bad);
    expect(findings.find(({ id }) => id === 'DL3020')?.location).toMatchObject({
      file: 'app/Dockerfile',
      line: 2,
    });
  });

  it('follows compose and bake files to their Dockerfiles', async () => {
    const dockerfile = await put('app/Dockerfile', `${bad}FROM scratch AS other\n`);
    const compose = await put(
      'compose.yaml',
      'services:\n  a:\n    build: {context: app, target: other}\n  b:\n    build:\n      dockerfile_inline: |\n        FROM scratch\n        ADD b /\n',
    );
    const { dockerfiles, findings } = await told([compose]);
    expect(dockerfiles).toMatchObject([
      { file: dockerfile, target: 'other' },
      { file: `${compose} (service b)` },
    ]);
    expect(findings.filter(({ id }) => id === 'DL3020')).toHaveLength(2);
    const bake = await put('docker-bake.hcl', 'target "x" { context = "app" }');
    expect((await told([bake])).dockerfiles).toMatchObject([{ file: dockerfile }]);
  });

  it('fixes a Dockerfile where it stands in a compose file, and tells findings of two builds once', async () => {
    const text = (add: string) =>
      `services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM scratch\n        ${add} b /\n    x: 1 # end\n`;
    const compose = await put('compose.yaml', text('ADD'));
    await review([compose, '--fix']);
    expect(await readFile(compose, 'utf8')).toBe(text('COPY'));
    await put('app/Dockerfile', bad);
    const twice = await put(
      'docker-bake.hcl',
      'target "x" { context = "app" }\ntarget "y" {\n inherits = ["x"]\n args = { A = 1 }\n}',
    );
    expect((await told([twice])).findings.filter(({ id }) => id === 'DL3020')).toHaveLength(1);
  });

  it('fixes what is safe and leaves every other byte', async () => {
    const text = '\uFEFF# c\r\nFROM debian:13-slim\r\nadd  a \\\r\n\t/b\r\nUSER 1000:1000';
    const file = await put('Dockerfile', text);
    const diff = await review([file, '--diff']);
    expect(diff.stdout).toContain('-add  a \\');
    expect(await readFile(file, 'utf8')).toBe(text);
    const { stderr } = await review([file, '--fix']);
    expect(stderr).toMatch(/\d+ findings? fixed/);
    const fixed = await readFile(file, 'utf8');
    expect(fixed).toContain('COPY  a \\\r\n\t/b\r\n');
    expect(fixed.startsWith('\uFEFF# c\r\nFROM')).toBe(true);
    await review([file, '--fix']);
    expect(await readFile(file, 'utf8')).toBe(fixed);
  });

  it('keeps bytes that are no UTF-8', async () => {
    const file = await put(
      'Dockerfile',
      Buffer.concat([Buffer.from('FROM a:1\n# '), Buffer.from([0xff, 0xfe, 0]), Buffer.from('\nADD a /b\n')]),
    );
    await review([file, '--fix']);
    expect(await readFile(file)).toEqual(
      Buffer.concat([
        Buffer.from('FROM a:1\n# '),
        Buffer.from([0xff, 0xfe, 0]),
        Buffer.from('\nCOPY a /b\n'),
      ]),
    );
  });

  it('fixes standard input to standard output', async () => {
    expect((await review(['-', '--fix'], bad)).stdout).toBe(bad.replace('ADD', 'COPY'));
  });

  it("reads settings: its own, hadolint's, and the command line", async () => {
    const file = await put('Dockerfile', bad);
    const ids = async (...args: readonly string[]) =>
      (await told([file, ...args])).findings.map(({ id }) => id);
    expect(await ids('--ignore', 'DL3020')).not.toContain('DL3020');
    const own = await put('own.yaml', 'dockerfile:\n  ignore: [DS-0005]\n');
    expect(await ids('--config', own)).not.toContain('DL3020');
    const hadolint = await put(
      '.hadolint.yaml',
      'ignored: [DL3000]\noverride:\n  error: [DL3020]\nfailure-threshold: error\ntrustedRegistries: example.com\n',
    );
    expect((await review([file, '--config', hadolint])).exitCode).toBe(1);
    expect(await ids('--config', hadolint)).toContain('DL3026');
    const { findings } = await told([file, '--config', hadolint]);
    expect(findings.find(({ id }) => id === 'DL3020')?.severity).toBe('high');
  });

  it('hears pragmas unless it is told not to', async () => {
    const file = await put('Dockerfile', bad.replace('ADD', '# hadolint ignore=DL3020\nADD'));
    const ids = async (...args: readonly string[]) =>
      (await told([file, ...args])).findings.map(({ id }) => id);
    expect(await ids()).not.toContain('DL3020');
    expect(await ids('--no-pragmas')).toContain('DL3020');
  });

  it('reviews the others when one file cannot be read, and ends with its exit code', async () => {
    const file = await put('Dockerfile', bad);
    const long = await put('long.Dockerfile', `FROM a\n${'#'.repeat(2 * 1024 * 1024)}`);
    const { stdout, stderr, exitCode } = await review([file, long, '-f', 'json']);
    const report: Told = JSON.parse(stdout);
    expect(report.dockerfiles.map((one) => one.file)).toEqual([file]);
    expect(report.warnings[0]?.message).toContain('too long');
    expect(stderr).toContain('too long');
    expect(exitCode).toBe(4);
  });

  it('looks at the build context', async () => {
    const file = await put('Dockerfile', 'FROM debian:13-slim\nCOPY . /app\nUSER 1000:1000\n');
    await put('.git/HEAD', 'x');
    await put('id_rsa', 'x');
    const { stdout } = await home.imgscan(['dockerfile', '--offline', '--no-shellcheck', '-f', 'json', file]);
    const ids = (JSON.parse(stdout) as Told).findings.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['context-repository', 'context-credentials']));
  });

  it('needs no network when it is down, and says what it could not ask', async () => {
    const file = await put('Dockerfile', 'FROM localhost:1/app:1\nUSER 1000:1000\n');
    const { stdout, exitCode } = await home.imgscan(['dockerfile', '--no-shellcheck', '-f', 'json', file]);
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as Told).warnings.map(({ message }) => message).join()).toMatch(
      /localhost:1\/app:1 could not be looked up/,
    );
  }, 30_000);
});

describe('bad usage', () => {
  const rows: readonly BadInput[] = [
    ['missing file', 'dockerfile {home}/none', 2, ['{home}/none', 'no such file']],
    ['folder without a Dockerfile', 'dockerfile {home}', 2, ['{home} has no Dockerfile in it']],
    ['wildcard that matches nothing', 'dockerfile {home}/*.x', 2, ['no file matches']],
    ['compose file without builds', 'dockerfile {home}/c.yaml', 2, ['{home}/c.yaml describes no build']],
    ['compose file that is no YAML', 'dockerfile {home}/d.yaml', 2, ['{home}/d.yaml cannot be read']],
    ['unknown fix', 'dockerfile --fix=some {home}/Dockerfile', 2, ['--fix=some', 'safe or all']],
    ['misspelt gate', 'dockerfile --fail-on DL99 {home}/Dockerfile', 2, ['"DL99"']],
    [
      'build argument without a value',
      'dockerfile --build-arg A {home}/Dockerfile',
      2,
      ['"A"', 'NAME=VALUE'],
    ],
    ['settings that are not there', 'dockerfile --config {home}/none {home}/Dockerfile', 2, ['{home}/none']],
    [
      'settings with a misspelt key',
      'dockerfile --config {home}/s.yaml {home}/Dockerfile',
      2,
      ['{home}/s.yaml', 'ignroe'],
    ],
    [
      'settings that are no YAML',
      'dockerfile --config {home}/d.yaml {home}/Dockerfile',
      2,
      ['{home}/d.yaml is no YAML'],
    ],
  ];
  it.each(rows.map((row) => [row[0], row] as const))('%s', async (name, row) => {
    if (name !== 'folder without a Dockerfile') await put('Dockerfile', good);
    await put('c.yaml', 'services: {a: {image: b}}');
    await put('d.yaml', 'a: [');
    await put('s.yaml', 'dockerfile: {ignroe: [DL3000]}');
    await expectRefusal(home, row);
  });
});

describe('what other tools read', () => {
  const project = join(import.meta.dirname, '..', '..');
  it('hooks and the action call options that exist', async () => {
    const hooks = parse(await readFile(join(project, '.pre-commit-hooks.yaml'), 'utf8'));
    const file = await put('Dockerfile', good);
    for (const { entry } of hooks) {
      const [, ...args] = String(entry).split(' ');
      const { exitCode } = await home.imgscan([...args, '--no-shellcheck', file]);
      expect([0, 1]).toContain(exitCode);
    }
    const action = await readFile(join(project, 'action.yml'), 'utf8');
    expect(parse(action)).toMatchObject({ runs: { using: 'composite' } });
    const { exitCode } = await review(['--format', 'github', '--fail-on', 'high', '--', file]);
    expect(exitCode).toBe(0);
  });
});
