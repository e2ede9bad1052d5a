/** Licences that metadata names by the address of their text. https://spdx.org/licenses/ */

/** Address without scheme, `www.` and file type, in lower case; `$1` of a pattern's match is put into the id. */
const rows: readonly (readonly [address: RegExp, id: string])[] = [
  [/^apache\.org\/licenses\/license-2\.0$/, 'Apache-2.0'],
  [/^eclipse\.org\/legal\/epl-v?(\d)\.?0$/, 'EPL-$1.0'],
  [/^eclipse\.org\/(?:org\/documents\/edl|legal\/edl)-v?1\.?0$/, 'BSD-3-Clause'],
  [/^mozilla\.org\/(?:[a-z-]{2,5}\/)?mpl\/(\d\.\d)(?:\/index)?$/, 'MPL-$1'],
  [/^(?:opensource|spdx)\.org\/licenses?\/([a-z0-9.+-]{2,60})$/, '$1'],
];

/** The id, in whatever case; undefined for what is no address of a licence known here. */
export function idOfAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  const address = text
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?/, '')
    .replace(/\/$/, '')
    .replace(/\.(?:txt|html?|php|json)$/, '');
  for (const [pattern, id] of rows) {
    const match = pattern.exec(address);
    if (match !== null) return id.replace('$1', match[1] ?? '');
  }
  return undefined;
}
