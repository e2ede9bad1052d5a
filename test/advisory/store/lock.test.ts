import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockStore } from '../../../src/advisory/store/lock.ts';
import { withStoreWriter } from '../../../src/advisory/store/writer.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'imgscan-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function hold(holder: object): void {
  writeFileSync(join(directory, 'lock'), JSON.stringify(holder));
}

describe('the lock', () => {
  it('lets one in at a time, the next when that one is done', async () => {
    let inside = 0;
    let most = 0;
    const visit = () =>
      withStoreWriter(directory, { waitMs: 10_000 }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await delay(20);
        inside -= 1;
      });
    await Promise.all([visit(), visit(), visit()]);
    expect(most).toBe(1);
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });

  it('is refused, with the holder named, when the wait is over', async () => {
    const unlock = await lockStore(directory, { waitMs: 0 });
    const told: string[] = [];
    await expect(
      lockStore(directory, { waitMs: 250, onWait: (who) => told.push(who) }),
    ).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(told).toEqual([`process ${process.pid} on ${hostname()}`]);
    unlock();
    (await lockStore(directory, { waitMs: 0 }))();
  });

  it('ends its wait with the signal', async () => {
    const unlock = await lockStore(directory, { waitMs: 0 });
    await expect(lockStore(directory, { waitMs: 10_000, signal: AbortSignal.timeout(50) })).rejects.toThrow();
    unlock();
  });

  it.each([
    ['a process that was killed', () => ({ process: spawnSync('true').pid, host: hostname(), token: 'x' })],
    ['no text of ours', () => ({})],
  ])('of %s is taken over', async (_name, holder) => {
    hold(holder());
    const past = new Date(Date.now() - 60_000);
    utimesSync(join(directory, 'lock'), past, past);
    (await lockStore(directory, { waitMs: 2_000 }))();
  });

  it('of another machine is left alone for ten minutes after its last sign of life', async () => {
    hold({ process: 1, host: 'another', token: 'x' });
    await expect(lockStore(directory, { waitMs: 0 })).rejects.toMatchObject({ code: 'USAGE' });
    const past = new Date(Date.now() - 11 * 60_000);
    utimesSync(join(directory, 'lock'), past, past);
    (await lockStore(directory, { waitMs: 0 }))();
  });
});
