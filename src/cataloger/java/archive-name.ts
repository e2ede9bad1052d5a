/** What an archive's file name says: `log4j-1.2-api-2.21.1.jar`. https://maven.apache.org/repositories/layout.html */

export interface ArchiveName {
  readonly artifact: string;
  readonly version?: string;
}

/** Words that stand between the numbers of one version, not between a name and its version. */
const qualifier =
  /^(?:a|alpha|b|beta|build|cr|ea|jre|m|milestone|p|patch|pre|r|rc|release|rev|snapshot|sp|v)\d*$/i;

/** `zstd-jni-1.5.5-6` splits before 1.5.5, `log4j-1.2-api-2.21.1` before 2.21.1. */
export function parseArchiveName(fileName: string): ArchiveName {
  const stem = fileName.slice(0, Math.max(0, fileName.lastIndexOf('.')));
  const words = stem.slice(0, 300).split('-');
  let start = words.findIndex((word, index) => index > 0 && isNumber(word));
  while (start > 0) {
    const name = words.findIndex((word, index) => index > start && !isNumber(word) && !qualifier.test(word));
    const next = name < 0 ? -1 : words.findIndex((word, index) => index > name && isNumber(word));
    if (next < 0) break;
    start = next;
  }
  if (start < 0) return { artifact: stem };
  return { artifact: words.slice(0, start).join('-'), version: words.slice(start).join('-') };
}

function isNumber(word: string): boolean {
  return /^v?\d/.test(word);
}
