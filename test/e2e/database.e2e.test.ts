/** The advisory store under what happens to files: killed processes, full and read-only disks, several at once; and a real registry. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { osv, publish } from '../advisory/update/mirror.ts';
import { runImgscan } from './support/imgscan.ts';
import { tool } from './support/tool.ts';
import { startRegistry } from './support/workshop.ts';

const program = fileURLToPath(new URL('../../dist/imgscan.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'imgscan-database-'));
const mirror = join(root, 'mirror');
const count = 20_000;

/** Every record of a state names it, so that a store which mixes two would be seen. */
function publishState(state: string): void {
  const files = new Map<string, Buffer>();
  const records = Array.from({ length: count }, (_, at) => {
    return osv(`GHSA-${at}`, `package-${at % 5000}`, `1.0.0-${state}`, '2026-06-01T00:00:00Z');
  });
  publish(files, 'npm', records);
  mkdirSync(join(mirror, 'npm'), { recursive: true });
  writeFileSync(join(mirror, 'npm', 'all.zip'), files.get('npm/all.zip') ?? '');
}

beforeAll(() => publishState('a'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const update = (db: string, ...more: readonly string[]) =>
  runImgscan(['db', 'update', 'npm', '--full', '--from', mirror, '--db', db, ...more]);

/** The states that a store's records are of; fails where a record is missing. */
async function statesOf(db: string): Promise<string[]> {
  const states = new Set<string>();
  for (const name of ['package-0', 'package-2500', 'package-4999']) {
    const { code, stdout, stderr } = await runImgscan(['db', 'search', name, '--db', db]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = [...stdout.matchAll(/fixed 1\.0\.0-(\w)/g)].map(([, state]) => state ?? '');
    expect(found).toHaveLength(count / 5000);
    for (const state of found) states.add(state);
  }
  return [...states];
}

describe('the store', () => {
  it('is whole after kill -9 at any moment of an update', async () => {
    const db = join(root, 'killed');
    expect(await update(db)).toMatchObject({ code: 0 });
    publishState('b');
    for (let wait = 40; wait <= 1000; wait += 80) {
      const child = spawn(process.execPath, [
        program,
        'db',
        'update',
        'npm',
        '--full',
        '--from',
        mirror,
        '--db',
        db,
      ]);
      const ended = new Promise((resolve) => child.on('close', resolve));
      const timer = setTimeout(() => child.kill('SIGKILL'), wait);
      await ended;
      clearTimeout(timer);
      const states = await statesOf(db);
      expect(states).toHaveLength(1);
      if (states[0] === 'b') break;
    }
    expect(await update(db)).toMatchObject({ code: 0, stderr: '' });
    expect(await statesOf(db)).toEqual(['b']);
    const left = readdirSync(db, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => name.endsWith('.tmp') || name === 'lock')).toEqual([]);
    expect(left.filter((name) => name.endsWith('.segment'))).toHaveLength(1);
  });

  it('is one state or the other to every reader while it is updated', async () => {
    const db = join(root, 'read');
    publishState('a');
    await update(db);
    publishState('b');
    let isDone = false;
    const updating = update(db).finally(() => {
      isDone = true;
    });
    const seen: string[] = [];
    while (!isDone) {
      const { code, stdout } = await runImgscan(['db', 'search', 'package-1', '--db', db]);
      expect(code).toBe(0);
      const states = new Set([...stdout.matchAll(/fixed 1\.0\.0-(\w)/g)].map(([, state]) => state));
      expect(states.size).toBe(1);
      seen.push(...[...states].map(String));
    }
    expect(await updating).toMatchObject({ code: 0 });
    expect(seen.join('')).toMatch(/^a*b*$/);
  });

  it('takes two updates at once, one after the other', async () => {
    const db = join(root, 'two');
    const outcomes = await Promise.all([update(db), update(db), update(db)]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await statesOf(db)).toHaveLength(1);
  });

  it('stands when the disk is full, and when it may only be read', async () => {
    const disk = join(root, 'disk');
    mkdirSync(disk);
    await tool('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    try {
      const db = join(disk, 'db');
      publishState('a');
      expect(await update(db)).toMatchObject({ code: 0 });
      publishState('b');
      const full = await update(db);
      expect(full.code).toBe(4);
      expect(full.stderr).toContain('the disk is full; the store is as it was');
      expect(await statesOf(db)).toEqual(['a']);
      await tool('mount', ['-o', 'remount,ro', disk]);
      expect(await statesOf(db)).toEqual(['a']);
      const refused = await update(db);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain('cannot be written (EROFS)');
    } finally {
      await tool('umount', [disk]);
    }
  });

  it('goes through a real registry, and only what is new', async () => {
    const { process: server, host } = await startRegistry(root);
    try {
      const [from, to] = [join(root, 'from'), join(root, 'to')];
      publishState('a');
      await update(from);
      const reference = `${host}/site/advisories:latest`;
      expect(await runImgscan(['db', 'push', reference, '--db', from])).toMatchObject({
        code: 0,
        stderr: '',
      });
      const pulled = await runImgscan(['db', 'pull', reference, '--db', to]);
      expect(pulled).toMatchObject({ code: 0, stderr: '' });
      expect(await statesOf(to)).toEqual(['a']);
      const again = await runImgscan(['db', 'pull', reference, '--db', to]);
      expect(again.stdout).toContain('nothing new');
      expect((await runImgscan(['db', 'push', reference, '--db', from])).stdout).toContain('0 B pushed');
      // skopeo takes it for an artifact like any other, and the copy is the same.
      const copy = join(root, 'copy');
      await tool('skopeo', ['copy', '--src-tls-verify=false', `docker://${reference}`, `oci:${copy}:it`]);
      const [name = ''] = readdirSync(join(from, 'segments'));
      const sha256 = name.replace('.segment', '');
      const blob = readFileSync(join(copy, 'blobs', 'sha256', sha256));
      expect(createHash('sha256').update(blob).digest('hex')).toBe(sha256);
      const imported = await runImgscan(['db', 'import', copy, '--db', join(root, 'imported')]);
      expect(imported).toMatchObject({ code: 0, stderr: '' });
    } finally {
      server.kill();
    }
  });
});
