/** A Dockerfile that stands in a compose or bake file, put back changed: line by line, where that is exact. */
import { heredocsOf } from './hcl-tokens.ts';

/** How the formats write what is a variable to them: a Dockerfile's own `$` stands twice. */
const writings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('$', '$$$$'),
  (text) => text.replaceAll('$' + '{', '$$$' + '{'),
];

/**
 * The file's text with every block that means `before` changed to mean `after`; undefined where none does, or where
 * the lines cannot be told apart from what the format adds. Bytes outside of the blocks stay.
 */
export async function replaceInline(
  path: string,
  source: string,
  before: string,
  after: string,
): Promise<string | undefined> {
  const isHcl = /\.hcl$/i.test(path);
  const read = isHcl ? heredocsOf : (await import('./yaml.ts')).blockScalarsOf;
  const blocks = read(source);
  for (const write of writings) {
    const [wanted, changed] = [write(before), write(after)];
    const places = blocks.filter(({ value }) => value === wanted);
    if (places.length === 0) continue;
    const text = places.toReversed().reduce((whole: string | undefined, block) => {
      const lines =
        whole === undefined ? undefined : rewritten(source.slice(block.start, block.end), wanted, changed);
      return whole === undefined || lines === undefined
        ? undefined
        : whole.slice(0, block.start) + lines + whole.slice(block.end);
    }, source);
    if (text === undefined) return undefined;
    // What was written is read again: the format has the last word.
    const again = read(text).filter(({ value }) => value === changed);
    return again.length >= places.length ? text : undefined;
  }
  return undefined;
}

/** The block's lines with another text in them; undefined when indenting the old text does not give the old lines. */
function rewritten(lines: string, before: string, after: string): string | undefined {
  const indent = /^[ \t]*(?=[^ \t\r\n])/m.exec(lines)?.[0] ?? '';
  const end = lines.includes('\r\n') ? '\r\n' : '\n';
  const indented = (text: string): string =>
    text
      .replace(/\n+$/, '')
      .split('\n')
      .map((line) => (line === '' ? '' : `${indent}${line}`))
      .join(end);
  const trimmed = lines.replace(/[ \t\r\n]+$/, '');
  if (indented(before) !== trimmed) return undefined;
  return indented(after) + lines.slice(trimmed.length);
}
