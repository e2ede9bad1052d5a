/** JSON as text: indented, keys in the order they were made, and nothing in it that steers a terminal. */

/** Control characters are escaped by JSON itself; DEL and C1, which it leaves, could steer a terminal. */
const escapeControls = (json: string): string =>
  json.replace(/[\u007f-\u009f\p{Zl}\p{Zp}\p{Cf}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

/** The document with its final newline; one document, or the list of them where a list was asked for. */
export function renderDocuments(documents: readonly unknown[], list: boolean): string {
  return `${escapeControls(JSON.stringify(list ? documents : documents[0], null, 2))}\n`;
}
