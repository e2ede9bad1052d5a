/** The texts of a version resource. https://learn.microsoft.com/windows/win32/menurc/string-str */

const maxTextBytes = 512;

/** The first value under a key (`ProductVersion`): UTF-16, zero-terminated, after the key and its padding. */
export function versionString(resources: Buffer, key: string): string | undefined {
  const name = Buffer.from(`${key}\0`, 'utf16le');
  const start = resources.indexOf('VS_VERSION_INFO', 0, 'utf16le');
  const found = start < 0 ? -1 : resources.indexOf(name, start);
  if (found < 0) return undefined;
  let at = found + name.length;
  // Padding to four bytes is one character at most.
  if (at + 2 <= resources.length && resources.readUInt16LE(at) === 0) at += 2;
  const text = resources.toString('utf16le', at, Math.min(resources.length, at + maxTextBytes));
  const end = text.indexOf('\0');
  return end > 0 ? text.slice(0, end).trim() : undefined;
}
