/** Text in XML 1.0 documents. https://www.w3.org/TR/xml/#charsets */
import { wellFormed } from './bounded.ts';
import { escapeText } from './text.ts';

/** Control characters, which XML 1.0 cannot hold in any form, are written as the terminal report writes them. */
export function escapeXml(text: string, lineBreak: string): string {
  return wellFormed(text)
    .split('\n')
    .map(escapeText)
    .join(lineBreak)
    .replace(/[<>&"\uFFFE\uFFFF]/g, (character) => `&#${entityOf(character)};`);
}

function entityOf(character: string): number {
  const code = character.charCodeAt(0);
  return code >= 0xfffe ? 0xfffd : code;
}
