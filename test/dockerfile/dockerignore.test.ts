import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../src/dockerfile/copy-pattern.ts';
import { readDockerignore } from '../../src/dockerfile/dockerignore.ts';

/** As the builder decides: each folder first, then what is in it. */
function isIgnored(text: string, path: string): boolean {
  const { match } = readDockerignore(text);
  const names = path.split('/');
  let folder: readonly boolean[] | undefined;
  let ignored = false;
  for (let at = 1; at <= names.length; at++) {
    const result = match(names.slice(0, at).join('/'), folder);
    folder = result.folder;
    ignored = result.ignored;
  }
  return ignored;
}

const rows: readonly (readonly [lines: string, ignored: string, kept: string])[] = [
  ['a', 'a a/b a/b/c', 'b b/a'],
  ['/a/', 'a a/b', 'b/a'],
  ['./a/../b', 'b', 'a'],
  ['*', 'a .a a/b', ''],
  ['*.md', 'a.md', 'b/a.md a.mdx'],
  ['**/*.md', 'a.md b/a.md b/c/a.md', 'a.mdx'],
  ['*/a', 'b/a b/a/c', 'a c/b/a'],
  ['a/**', 'a/b a/b/c', 'b'],
  ['a/**/z', 'a/z a/b/z a/b/c/z', 'a/b a/bz'],
  ['**/node_modules', 'node_modules a/node_modules a/node_modules/b', 'a/node_modules2'],
  ['**a', 'a ba b/ca', 'ab'],
  ['a**b', 'ab a/b ax/b a/x/b', 'axb b'],
  ['a?c', 'abc', 'a/c ac'],
  ['[a-c]x', 'ax bx', 'dx'],
  ['[^a]x', 'bx', 'ax'],
  ['a\\*', 'a*', 'ab'],
  ['*\n!a.md', 'b.md', 'a.md'],
  ['a\n!a/b', 'a/c', 'a/b a/b/c'],
  ['!a\na', 'a', 'b'],
  ['# a comment\n\n  a  ', 'a', 'b'],
  ['\uFEFFa\r\nb', 'a b', 'c'],
  ['a.b', 'a.b', 'axb'],
  ['/\na', 'a', 'b'],
  ['a[^x]c', 'abc a/c', 'axc'],
  ['*\n./!b', 'a', 'b'],
];

describe('readDockerignore', () => {
  it.each(rows)('%j ignores %j and keeps %j', (lines, ignored, kept) => {
    const paths = (list: string): string[] => list.split(' ').filter((path) => path !== '');
    expect(paths(ignored).filter((path) => !isIgnored(lines, path))).toEqual([]);
    expect(paths(kept).filter((path) => isIgnored(lines, path))).toEqual([]);
  });

  it('says what a builder refuses', () => {
    expect(readDockerignore('[a\n!\nb\n!/').malformed).toEqual(['[a', '!', '!/']);
  });

  it('takes no more time for a pattern made to take it', () => {
    const started = performance.now();
    expect(isIgnored(`${'**/a*'.repeat(40)}b`, `${'a/'.repeat(200)}c`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, path) => {
        expect(typeof isIgnored(text, path)).toBe('boolean');
      }),
    );
  });
});

describe('compilePattern', () => {
  it.each([
    ['*.go', 'a.go', true],
    ['*.go', 'a/b.go', false],
    ['a/*/c', 'a/b/c', true],
    ['hom?.txt', 'home.txt', true],
    ['[a-c]*', 'bx', true],
    ['arr[[]0].txt', 'arr[0].txt', true],
    ['a\\*', 'a*', true],
  ])('%s on %s is %s', (pattern, path, matches) => {
    expect(compilePattern(pattern)?.(path)).toBe(matches);
  });
  it('knows what is malformed', () => {
    expect(compilePattern('[a')).toBeUndefined();
    expect(compilePattern('a\\')).toBeUndefined();
  });
});
