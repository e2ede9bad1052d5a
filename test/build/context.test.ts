import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createContextReader, readContext } from '../../src/build/context.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { contextSources, copiedFiles } from '../../src/lint/copied.ts';
import { createSubject } from '../../src/lint/create-subject.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imgscan-context-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

const paths = async (dockerfile?: string) =>
  (await readContext(folder, dockerfile))?.files.map(({ path }) => path);

describe('readContext', () => {
  it('lists what .dockerignore leaves, with bytes', async () => {
    await put({ a: 'xx', 'b/c.md': 'x', 'b/d': 'xyz', '.git/HEAD': 'x', '.dockerignore': '.git\n**/*.md\n' });
    expect(await readContext(folder, undefined)).toEqual({
      files: [
        { path: '.dockerignore', bytes: 13 },
        { path: 'a', bytes: 2 },
        { path: 'b/d', bytes: 3 },
      ],
      totalBytes: 18,
      isComplete: true,
      dockerignore: { path: '.dockerignore', patterns: ['.git', '**/*.md'] },
    });
  });

  it('looks into an ignored folder for what is taken back', async () => {
    await put({ 'a/b': '', 'a/c/d': '', '.dockerignore': '*\n!a/c' });
    expect(await paths()).toEqual(['a/c/d']);
  });

  it("prefers the Dockerfile's own ignore file", async () => {
    await put({ a: '', b: '', '.dockerignore': 'a', 'web.Dockerfile.dockerignore': '*\n!b' });
    expect(await paths(join(folder, 'web.Dockerfile'))).toEqual(['b']);
  });

  it('does not follow links, and stops where there is too much', async () => {
    await put({ 'a/b': 'x', 'a/c': 'x' });
    await symlink('/', join(folder, 'root'));
    expect(await paths()).toEqual(['a/b', 'a/c', 'root']);
    expect(await readContext(folder, undefined, { entries: 2, depth: 8 })).toMatchObject({
      isComplete: false,
    });
    expect(await readContext(folder, undefined, { entries: 99, depth: 0 })).toMatchObject({
      isComplete: false,
    });
  });

  it('says nothing of a folder that is not there', async () => {
    expect(await readContext(join(folder, 'none'), undefined)).toBeUndefined();
  });
});

describe('copiedFiles', () => {
  const rows: readonly (readonly [copy: string, files: string])[] = [
    ['COPY . /x', 'a.go b/c.go b/d/e.md'],
    ['COPY ./b/ /x', 'b/c.go b/d/e.md'],
    ['COPY /a.go ../b/c.go /x/', 'a.go b/c.go'],
    ['COPY *.go /x/', 'a.go'],
    ['COPY b/* /x/', 'b/c.go b/d/e.md'],
    ['COPY ["b/d", "/x"]', 'b/d/e.md'],
    ['COPY --from=y b /x', ''],
    ['COPY <<EOF a.go /x\nz\nEOF', 'a.go'],
    ['ADD https://example.com/a b/c.go /x/', 'b/c.go'],
    ['ARG S=b\nCOPY $S /x', 'b/c.go b/d/e.md'],
  ];
  it.each(rows)('%s', async (copy, files) => {
    await put({ 'a.go': '', 'b/c.go': '', 'b/d/e.md': '' });
    const context = await readContext(folder, undefined);
    const subject = createSubject(parseDockerfile(`FROM z\n${copy}\n`));
    const step = subject.steps.at(-1);
    const sources = step === undefined ? undefined : contextSources(subject, step);
    const found =
      context === undefined ? [] : (sources ?? []).flatMap((source) => copiedFiles(context, source));
    expect(found.map(({ path }) => path).join(' ')).toBe(files);
  });
});

describe('createContextReader', () => {
  it('walks once for Dockerfiles that share a context, and again where .dockerignore differs', async () => {
    await put({ a: 'x', 'b.Dockerfile': '', 'c.Dockerfile': '', 'd.Dockerfile.dockerignore': '*' });
    const read = createContextReader();
    const of = (name: string) => read(folder, join(folder, name));
    const first = await of('b.Dockerfile');
    expect(first?.files.map(({ path }) => path)).toContain('a');
    expect(await of('c.Dockerfile')).toBe(first);
    expect((await of('d.Dockerfile'))?.files).toEqual([]);
  });
});
