import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { suggest } from '../../src/rewrite/run.ts';
import { makeInput, type RewriteSpec } from '../support/rewrite.ts';

const folder = new URL('../../fixtures/rewrite/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.image.json'))
  .map((file) => file.replace('.image.json', ''));

/** Pairs found by name: the Dockerfile and the image it made, and the Dockerfile that is proposed. */
describe('before and after', () => {
  it('finds its pairs', () => expect(names.length).toBeGreaterThan(0));

  for (const name of names) {
    it(name, () => {
      const spec: RewriteSpec = JSON.parse(read(`${name}.image.json`));
      const input = makeInput({ ...spec, dockerfile: read(`${name}.before.Dockerfile`) });
      const [best, ...others] = suggest(input);
      const after = new URL(`${name}.after.Dockerfile`, folder);
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(after, best?.dockerfile ?? '');
      expect(best?.dockerfile).toBe(read(`${name}.after.Dockerfile`));
      expect(others.map((other) => other.id)).toEqual([]);
      const parsed = parseDockerfile(best?.dockerfile ?? '');
      expect(parsed.problems).toEqual([]);
      expect(suggest(input)[0]).toEqual(best);
      for (const sentence of [...(best?.assumptions ?? []), best?.reason ?? ''])
        expect(sentence).toMatch(/[.?]$/);
    });
  }
});
