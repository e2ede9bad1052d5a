/** HTML made from plain data: whatever was not made here is text. https://html.spec.whatwg.org/ */
import { wellFormed } from '../bounded.ts';
import { escapeText } from '../text.ts';

/** A piece of markup; nothing but the functions of this file makes one. */
export interface Markup {
  readonly markup: string;
}

export type Content = string | Markup;

/** An element without attributes but its class, which is the caller's own word. */
export function element(name: string, content: Content | readonly Content[], className?: string): Markup {
  const attribute = className === undefined ? '' : ` class="${className}"`;
  const parts = typeof content === 'object' && !('markup' in content) ? content : [content];
  return { markup: `<${name}${attribute}>${parts.map(render).join('')}</${name}>` };
}

export function list(items: readonly Content[]): Markup {
  return element(
    'ul',
    items.map((item) => element('li', item)),
  );
}

export function table(head: readonly string[], rows: readonly (readonly Content[])[]): Markup {
  const cells = (name: string, row: readonly Content[]) =>
    element(
      'tr',
      row.map((cell) => element(name, cell)),
    );
  return element('table', [
    element('thead', cells('th', head)),
    element(
      'tbody',
      rows.map((row) => cells('td', row)),
    ),
  ]);
}

/** A page that fetches nothing and runs nothing, whoever opens it. */
export function page(title: string, style: string, body: readonly Content[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `${render(element('title', title))}<style>${style}</style></head>`,
    `${render(element('body', body))}</html>`,
    '',
  ].join('\n');
}

function render(content: Content): string {
  if (typeof content === 'object') return content.markup;
  return wellFormed(content)
    .split('\n')
    .map(escapeText)
    .join('\n')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
