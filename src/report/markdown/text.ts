/** Text of an image as GitHub's Markdown shows it: no markup, link or mention comes out of it. https://github.github.com/gfm/ */
import { wellFormed } from '../bounded.ts';
import { escapeText } from '../text.ts';

/**
 * Running text: every character that could be markup is escaped, and nothing becomes a link by itself. Words between
 * backticks stay code.
 */
export function markdownText(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return escapeMarkup(text);
  return parts.map((part, index) => (index % 2 === 0 ? escapeMarkup(part) : markdownCode(part))).join('');
}

function escapeMarkup(text: string): string {
  return flat(text)
    .replace(/[\\`*_{}[\]<>()#+!|~&$^=]/g, (character) => `\\${character}`)
    .replace(/^-/, '\\-')
    .replace(/^(\d+)\./, '$1\\.')
    .replaceAll('@', '&#64;')
    .replace(/:\/\//g, ':&#47;/')
    .replace(/\bwww\./gi, (prefix) => `${prefix.slice(0, 3)}&#46;`);
}

/** A name or path in a code span; a bar would end a table's cell even there. */
export function markdownCode(text: string): string {
  const safe = flat(text).replaceAll('`', 'ˋ').replaceAll('|', '\\|');
  return safe.trim() === '' ? '' : `\`${safe}\``;
}

function flat(text: string): string {
  return escapeText(wellFormed(text));
}
