/** Proofs of many Dockerfiles of one kind: what has to hold for each. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distroless, openProving, type ProofCase, type Proving } from './rewrite-bases.ts';
import { tool } from './tool.ts';

export interface Case extends ProofCase {
  /** What both print. */
  readonly prints?: RegExp;
  /** What both answer to the probe. */
  readonly answers?: RegExp;
  readonly mostBytes: number;
  /** What the final stage has to stand on. */
  readonly base?: string;
  /** True where the rewrite is given to the proof in its turn. */
  readonly again?: true;
  /** True where the context has the lock file of its package.json too. */
  readonly locked?: true;
}

/** One test a case; `bases` are the distroless ones that planners may choose. */
export function proveAll(cases: readonly Case[], bases: readonly string[]): void {
  let proving: Proving;

  beforeAll(async () => {
    proving = await openProving();
    await proving.need(...distroless(...bases));
  }, 900_000);

  afterAll(() => proving?.close());

  describe('a rewrite is proved', () => {
    it.each(cases)('$name', async ({ prints, answers, mostBytes, base, again, locked, ...one }) => {
      const lock = locked === true ? await lockOf(proving.directory, one.files) : {};
      const proof = await proving.prove({ ...one, files: { ...one.files, ...lock } });
      expect(proof.reasons).toEqual([]);
      expect(proof.verdict).toBe('proved');
      if (prints !== undefined) expect(proof.runs?.after?.stdout).toMatch(prints);
      if (answers !== undefined) expect(proof.runs?.after?.probe).toMatch(answers);
      expect(proof.tries.at(-1)?.kept).toEqual([]);
      expect(proof.after).toMatchObject({ shells: 0, setuid: 0 });
      expect(proof.after?.bytes).toBeLessThan(mostBytes);
      const { dockerfile = '' } = proof;
      if (base !== undefined) expect(dockerfile).toContain(`\nFROM ${base}\n`);
      expect(await proving.rewrite(dockerfile)).toMatchObject({ outcome: 'unchanged', dockerfile });
      if (again !== true) return;
      const second = await proving.prove({ ...one, dockerfile });
      expect(second.reasons.join(' ')).toContain('There is no shell and no package manager to take out');
      expect(second.tries).toEqual([{ kept: [], trouble: [] }]);
    });
  });
}

/** package-lock.json, as whoever writes the Dockerfile has one. */
async function lockOf(directory: string, files: ProofCase['files'] = {}): Promise<Record<string, string>> {
  const cwd = await mkdtemp(join(directory, 'lock-'));
  await writeFile(join(cwd, 'package.json'), files['package.json'] ?? '');
  await tool(
    'npm',
    ['install', '--silent', '--package-lock-only', '--omit-lockfile-registry-resolved=false'],
    { cwd },
  );
  return { 'package-lock.json': await readFile(join(cwd, 'package-lock.json'), 'utf8') };
}
