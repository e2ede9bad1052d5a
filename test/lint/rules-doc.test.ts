import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderRuleDocument } from '../../src/lint/document.ts';
import { dockerfileRules } from '../../src/lint/list.ts';

const file = fileURLToPath(new URL('../../src/lint/RULES.md', import.meta.url));

it('src/lint/RULES.md is what the rules say of themselves; UPDATE_GOLDEN=1 writes it', async () => {
  const text = renderRuleDocument();
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(file, text);
  expect(await readFile(file, 'utf8')).toBe(text);
});

it('every file of a rule has a table of cases', async () => {
  const here = import.meta.dirname;
  const tests = await readdir(join(here, 'rules'));
  const texts = await Promise.all(tests.map((name) => readFile(join(here, 'rules', name), 'utf8')));
  const files = await readdir(join(here, '..', '..', 'src', 'lint', 'rules'));
  expect(files.filter((name) => !texts.some((text) => text.includes(`lint/rules/${name}'`)))).toEqual([]);
});

describe('the rules', () => {
  const names = dockerfileRules.flatMap(({ id, slug }) => (id === slug ? [id] : [id, slug]));

  it('have ids and names of their own', () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("have no other rule's id for an alias", () => {
    const ids = new Set(names.map((name) => name.toLowerCase()));
    const wrong = dockerfileRules.flatMap(({ id, aliases }) =>
      aliases.filter((alias) => ids.has(alias.toLowerCase())).map((alias) => `${id}: ${alias}`),
    );
    expect(wrong).toEqual([]);
  });

  it.each(dockerfileRules.map((rule) => [rule.id, rule] as const))(
    '%s speaks in whole sentences',
    (_, rule) => {
      expect(rule.slug).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(rule.title).toMatch(/[^.]$/);
      expect(rule.why).toMatch(/[.)]$/);
      expect(rule.fix).toMatch(/\.$/);
      expect(rule.bad).not.toBe(rule.good);
    },
  );
});
