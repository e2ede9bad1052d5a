/** Paths and selectors as users write them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatSelector, parseTarget } from '../../src/source/target.ts';
import { scratch } from './fixture.ts';

let directory: { readonly path: string; remove(): Promise<void> };
const hex = 'a'.repeat(64);

beforeAll(async () => {
  directory = await scratch();
  for (const name of ['image.tar', 'image.tar:1', 'odd@2']) await writeFile(join(directory.path, name), '');
});
afterAll(() => directory.remove());

const tag = (text: string) => ({ kind: 'tag', tag: text });
const rows: readonly { text: string; path: string; selector?: object }[] = [
  { text: 'image.tar', path: 'image.tar' },
  { text: 'image.tar:', path: 'image.tar' },
  { text: 'image.tar:latest', path: 'image.tar', selector: tag('latest') },
  { text: 'image.tar:localhost:5000/a/b:1', path: 'image.tar', selector: tag('localhost:5000/a/b:1') },
  { text: 'image.tar:1', path: 'image.tar:1' },
  { text: 'image.tar:1:2', path: 'image.tar:1', selector: tag('2') },
  { text: 'image.tar:@3', path: 'image.tar', selector: { kind: 'index', index: 3 } },
  { text: 'image.tar@3', path: 'image.tar', selector: { kind: 'index', index: 3 } },
  { text: 'odd@2', path: 'odd@2' },
  {
    text: `image.tar@sha256:${hex}`,
    path: 'image.tar',
    selector: { kind: 'digest', digest: `sha256:${hex}` },
  },
  { text: 'missing.tar:latest', path: 'missing.tar' },
  { text: `missing.tar@sha256:${hex}`, path: 'missing.tar' },
];

describe('parseTarget', () => {
  it.each(rows)('$text', async ({ text, path, selector }) => {
    const target = await parseTarget(join(directory.path, text));
    expect(target.path).toBe(join(directory.path, path));
    expect(target.selector).toEqual(selector);
  });

  it.each([
    ['-', undefined],
    ['-:demo:1', tag('demo:1')],
    ['-:@0', { kind: 'index', index: 0 }],
  ] as const)('standard input: %s', async (text, selector) => {
    expect(await parseTarget(text)).toEqual({ path: '-', ...(selector && { selector }) });
  });

  it.each(['', ':tag'])('no path: %j', async (text) => {
    await expect(parseTarget(text)).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('takes a thousand colons in its stride', async () => {
    const target = await parseTarget(join(directory.path, `image.tar${':x'.repeat(1000)}`));
    expect(target.path).toBe(join(directory.path, 'image.tar'));
  });
});

describe('formatSelector', () => {
  it.each([
    [{ kind: 'tag', tag: 'a:1' }, ':a:1'],
    [{ kind: 'index', index: 2 }, ':@2'],
    [{ kind: 'digest', digest: `sha256:${hex}` }, `@sha256:${hex}`],
  ] as const)('%j', (selector, text) => {
    expect(formatSelector(selector)).toBe(text);
  });
});
