import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { renderRuleTable } from '../../src/inspect/document.ts';

const file = fileURLToPath(new URL('../../src/inspect/RULES.md', import.meta.url));

it('src/inspect/RULES.md is what the rules say of themselves; UPDATE_GOLDEN=1 writes it', async () => {
  const text = `# Image rules\n\nWhat \`imgscan IMAGE\` looks for. Any id here can be given to \`--fail-on\`.\n\n${renderRuleTable()}`;
  if (process.env['UPDATE_GOLDEN'] === '1') await writeFile(file, text);
  expect(await readFile(file, 'utf8')).toBe(text);
});
