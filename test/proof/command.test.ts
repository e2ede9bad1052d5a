import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/proof/command.ts';

const node = (script: string) => ({ program: process.execPath, args: ['-e', script] });
const options = { environment: process.env, timeoutMs: 20_000 };
const { signal } = new AbortController();

describe('a program', () => {
  it('ends with its code and both streams', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    expect(await run(node(script), { ...options, signal })).toEqual({
      end: 'exited',
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      truncated: false,
    });
  });

  it('may not be there', async () => {
    const { end } = await run({ program: '/nonexistent/builder', args: [] }, { ...options, signal });
    expect(end).toBe('absent');
  });

  it('is ended by the time limit, with what it started', async () => {
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })`;
    const { end, code } = await run(node(child), { ...options, timeoutMs: 500, signal });
    expect([end, code]).toEqual(['timeout', undefined]);
  });

  it('is ended by an interruption', async () => {
    const controller = new AbortController();
    const running = run(node('setInterval(() => {}, 1000)'), { ...options, signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
  });

  const busy = 'sealing memfd copy: Device or resource busy';
  it.each([
    ['starts again where the kernel was busy', `Error ${busy}`, 4],
    ['is not started again for what it says itself', `app: ${busy}`, 1],
  ])('%s', async (_name, message, starts) => {
    const folder = await mkdtemp(join(tmpdir(), 'imgscan-command-'));
    const log = join(folder, 'log');
    const script = `require('fs').appendFileSync(${JSON.stringify(log)}, 'x'); console.error(${JSON.stringify(message)}); process.exitCode = 1`;
    const { code } = await run(node(script), { ...options, signal });
    expect([code, (await readFile(log, 'utf8')).length]).toEqual([1, starts]);
    await rm(folder, { recursive: true });
  });

  it('may write more than is kept', async () => {
    const script = 'process.stdout.write("a".repeat(3_000_000) + "end")';
    const { stdout, truncated } = await run(node(script), { ...options, signal });
    expect([stdout.length <= 256 * 1024, stdout.endsWith('aend'), truncated]).toEqual([true, true, true]);
  });
});
