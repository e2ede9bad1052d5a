import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWishes, type WishFlags } from '../../src/cli/command/rewrite-wishes.ts';

const plain: WishFlags = { keep: [], mounts: true };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'imgscan-wishes-'));
  await writeFile(join(folder, 'text'), 'no log\n');
  // Lines of any length, and one that does not end.
  const long = `1 open("/${'a'.repeat(3_000_000)}", O_RDONLY) = 3\n`;
  await writeFile(
    join(folder, 'log'),
    `${long}1 open("/a", O_RDONLY) = 3\n${long}1 open("/b", O_RDONLY) = 3`,
  );
});

afterAll(() => rm(folder, { recursive: true }));

describe('what the user asks of a rewrite', () => {
  it('is read from options', async () => {
    const flags = { ...plain, keep: ['/a//'], user: '1000', runtime: 'chainguard, alpine', comments: true };
    expect(await readWishes(flags)).toEqual({
      keep: ['/a'],
      user: { uid: 1000, gid: 1000 },
      runtimes: ['chainguard', 'alpine'],
      mounts: true,
      secretMounts: false,
      comments: true,
    });
  });

  it('has a trace with the lines that can be read', async () => {
    const { trace } = await readWishes({ ...plain, trace: join(folder, 'log') });
    expect(trace?.events.map(({ path }) => path)).toEqual(['/a', '/b']);
  });

  it.each([
    [{ keep: ['a'] }, '--keep takes an absolute path'],
    [{ keep: ['/'] }, '--keep takes an absolute path'],
    [{ user: 'me' }, '--user takes numbers'],
    [{ runtime: 'a,,b' }, '--runtime takes names'],
    [{ runtime: 'a\nRUN x' }, '--runtime takes names'],
    [{ trace: '/none' }, 'cannot read the trace'],
    [{ trace: 'text' }, 'expected a log of strace'],
  ])('%j is no answer', async (flags: Partial<WishFlags>, message) => {
    const trace = flags.trace === 'text' ? { trace: join(folder, 'text') } : {};
    const wished = readWishes({ ...plain, ...flags, ...trace });
    await expect(wished).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
  });
});
