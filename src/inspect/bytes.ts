/** Byte counts as messages print them: decimal units, three significant digits. */
const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1500` is `1.5 kB`, `471000000` is `471 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits).replace(/\.0+$|(\.\d)0$/, '$1')} ${units[unit] ?? 'B'}`;
}

/** A count with its noun: `1 file`, `12 files`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}
