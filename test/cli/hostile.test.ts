import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeElf } from '../../src/demo/elf.ts';
import { type RunningRegistry, serveImages } from '../../src/demo/registry.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { Report } from '../../src/model/report.ts';
import { makeImage, serveImage } from '../support/image.ts';
import { type LayerTree, makeTar } from '../support/layer.ts';
import { type Home, makeHome, type Outcome } from './harness.ts';

const esc = '\u001b';
/** What an image may hold where a name or a value is expected, and that must reach no terminal, log or Dockerfile as it is. */
const payloads: Readonly<Record<string, string>> = {
  harmless: 'plain',
  terminal: `${esc}[2J${esc}]0;owned\u0007${esc}[31m`,
  lines: 'x\nFROM evil.example/base\r\nRUN evil\u2028RUN evil\u0085RUN evil',
  bidi: '\u202eexe.gpj\u202c\u2066\u200b',
  workflow: '\n::error::owned\n##[error]owned',
  dockerfile: '"]\nRUN evil\nCMD ["',
  continuation: 'a \\\nRUN evil',
  heredoc: '<<EOF\nRUN evil\nEOF',
  quotes: '\'"`$(evil)$evil\\',
  nul: 'a\u0000b\u0007c',
  lone: '\ud800 \udfff',
  long: 'long'.repeat(5_000),
};

/** A static Go program, so that there is a rewrite to suggest. */
const program = makeElf({ fileBytes: 50_000, goVersion: 'go1.22.1' });

let home: Home;
let registry: RunningRegistry;

/**
 * `text` wherever an image can put a string of its own; with `spared` but for what a rewrite cannot do without: then
 * there is one to suggest.
 */
async function hostileImage(text: string, spared: boolean) {
  const clean = text.replaceAll('\0', '').slice(0, 200);
  const base: LayerTree = {
    'etc/os-release': `ID=debian\nVERSION_ID=12\nPRETTY_NAME="${text}"\nVERSION_CODENAME='${text}'\n`,
    'etc/passwd': `root:x:0:0:${text}:/root:/bin/sh\n${text}::0:0::/:${text}\n`,
    'var/lib/dpkg/status': `Package: ${text}\nStatus: install ok installed\nVersion: 1\n\nPackage: openssl\nStatus: install ok installed\nVersion: 3.0.9-1\nMaintainer: ${text}\nArchitecture: ${text}\n`,
    'app/node_modules/a/package.json': JSON.stringify({ name: text, version: text, license: text }),
    'bin/sh': { type: 'symlink', linkname: clean },
    [`app/${clean}`]: { mode: 0o6777, content: `#!/bin/sh ${text}\n` },
    [`app/${clean}.pem`]: `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEF'.repeat(8)}\n-----END PRIVATE KEY-----\n`,
    [`var/cache/apt/${clean}`]: Buffer.alloc(5_000),
  };
  const created_by = (line: string) => `/bin/sh -c ${line}`;
  const tars = [
    await makeTar(base),
    await makeTar({
      [`app/.wh.${clean.replaceAll('/', '')}`]: '',
      'app/run': { content: program, mode: 0o755 },
    }),
  ];
  return makeImage({
    contents: tars,
    config: {
      created: text,
      author: text,
      config: {
        User: spared ? '' : text,
        Env: [`PATH=/bin:${text}`, `API_TOKEN=${text}`, text],
        Entrypoint: ['/app/run', ...(spared ? [] : [text])],
        Cmd: [text],
        WorkingDir: spared ? '/app' : `/app/${text}`,
        Labels: { [text]: text, 'org.opencontainers.image.base.name': text },
        ExposedPorts: { [text]: {}, '22/tcp': {} },
        Volumes: { [`/${text}`]: {} },
        StopSignal: text,
        Shell: spared ? ['/bin/sh', '-c'] : [text],
        OnBuild: [text],
        Healthcheck: { Test: ['CMD', text] },
      },
      history: [
        { created: text, created_by: created_by(`#(nop) ADD file:${text} in /`), comment: text },
        { created_by: created_by(`#(nop)  ENV A=${text}`), empty_layer: true },
        { created_by: created_by(`#(nop)  LABEL ${text}=${text}`), empty_layer: true },
        { created_by: `RUN |1 ${text}=${text} /bin/sh -c ${text} # buildkit`, author: text },
        { created_by: `CMD [${text}]`, empty_layer: true },
      ],
    },
  });
}

beforeAll(async () => {
  home = await makeHome();
  const images = await Promise.all(
    Object.entries(payloads).flatMap(([name, text]) => [
      hostileImage(text, false).then((image) => serveImage(image, name)),
      hostileImage(text, true).then((image) => serveImage(image, `${name}-spared`)),
    ]),
  );
  registry = await serveImages(images);
});

afterAll(async () => {
  await registry.close();
  await home.remove();
});

const scan = (name: string, ...options: readonly string[]): Promise<Outcome> =>
  home.imgscan([`${registry.host}/${name}`, '-p', 'linux/amd64', ...options]);

/** Everything but line feeds that could steer a terminal or reorder a line. */
const steering = /[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u;

describe('an image that puts into every name and value', () => {
  it.each(Object.keys(payloads))('%s: the terminal stays in our hands', async (name) => {
    const { exitCode, stdout, stderr } = await scan(name, '--progress');
    expect(exitCode).toBe(0);
    for (const text of [stdout, stderr]) {
      expect(text).not.toMatch(steering);
      expect(text).not.toMatch(/^\s*(?:::|##\[)/m);
      // A Dockerfile is to be copied: its lines are whole.
      const lines = text.split('\n').filter((line) => !/^ {4}[A-Z]+ /.test(line));
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(400);
      expect(lines.join('\n').length).toBeLessThan(30_000);
    }
  });

  it.each(Object.keys(payloads))('%s: the JSON is JSON, and says what is there', async (name) => {
    const { exitCode, stdout } = await scan(name, '-f', 'json');
    expect(exitCode).toBe(0);
    const report: Report = JSON.parse(stdout);
    expect(report.packages.map((found) => found.name)).toContain('openssl');
    expect(report.findings.map(({ id }) => id)).toContain('secret-in-file');
    expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it.each(Object.keys(payloads))('%s: no instruction of its own gets into a Dockerfile', async (name) => {
    const harmless = await dockerfilesOf('harmless-spared');
    const found = await dockerfilesOf(`${name}-spared`);
    expect(harmless.flatMap(({ keywords }) => keywords.filter((keyword) => keyword === 'FROM'))).toHaveLength(
      2,
    );
    expect(found.length).toBeGreaterThan(0);
    for (const { id, dockerfile, keywords } of [...found, ...(await dockerfilesOf(name))]) {
      expect(dockerfile).not.toMatch(/(?![\n\t])\p{Cc}|[\p{Cf}\p{Zl}\p{Zp}]/u);
      const { instructions, problems } = parseDockerfile(dockerfile);
      expect(problems).toEqual([]);
      // What cannot be said is left out; nothing is added.
      const spare = [...(harmless.find((other) => other.id === id)?.keywords ?? [])];
      for (const keyword of keywords) {
        expect(spare).toContain(keyword);
        spare.splice(spare.indexOf(keyword), 1);
      }
      for (const { keyword, argument } of instructions) {
        expect(`${keyword} ${argument}`).not.toMatch(/^(?:RUN|CMD|ENTRYPOINT) evil|^FROM .*evil/);
      }
    }
  });
});

describe('a history without end', () => {
  it('costs the suggestion and the rules that read it, not the report', async () => {
    const image = makeImage({
      contents: [await makeTar({ 'etc/os-release': 'ID=debian\nVERSION_ID=12\n', 'app/run': 'x' })],
      config: { history: [{ created_by: `RUN /bin/sh -c ${'$('.repeat(1 << 20)} # buildkit` }] },
    });
    const other = await serveImages([serveImage(image)]);
    try {
      const { exitCode, stdout, stderr } = await home.imgscan([`${other.host}/app`, '-f', 'json']);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const report: Report = JSON.parse(stdout);
      expect(report.suggestions).toEqual([]);
      expect(report.findings.map(({ id }) => id)).toContain('root-user');
      expect(report.warnings.map(({ code }) => code)).toContain('RULE_FAILED');
      expect(report.coverage.complete).toBe(false);
    } finally {
      await other.close();
    }
  });
});

async function dockerfilesOf(name: string) {
  const { stdout } = await scan(name, '-f', 'json');
  const report: Report = JSON.parse(stdout);
  return report.suggestions.flatMap(({ id, dockerfile }) =>
    dockerfile === undefined
      ? []
      : [
          {
            id,
            dockerfile,
            keywords: parseDockerfile(dockerfile).instructions.map(({ keyword }) => keyword),
          },
        ],
  );
}
