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

  it('may write more than is kept', async () => {
    const script = 'process.stdout.write("a".repeat(3_000_000) + "end")';
    const { stdout, truncated } = await run(node(script), { ...options, signal });
    expect([stdout.length <= 256 * 1024, stdout.endsWith('aend'), truncated]).toEqual([true, true, true]);
  });
});
