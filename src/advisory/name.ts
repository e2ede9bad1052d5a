/** Ecosystems and package names as they are compared: two spellings of one name become the same text. */

/** The part of an ecosystem's name before its suffix: `Debian` of `Debian:12`. */
export function ecosystemName(ecosystem: string): string {
  const end = ecosystem.indexOf(':');
  return end < 0 ? ecosystem : ecosystem.slice(0, end);
}

/**
 * Of an OSV ecosystem with or without suffix. PyPI normalises (PEP 503), NuGet and Packagist ignore case, Swift packages
 * are the URLs of their repositories; all others are taken to the letter.
 */
export function canonicalName(ecosystem: string, name: string): string {
  const family = ecosystemName(ecosystem);
  switch (family) {
    case 'PyPI':
      return name.toLowerCase().replace(/[-_.]+/g, '-');
    case 'NuGet':
    case 'Packagist':
      return name.toLowerCase();
    case 'SwiftURL':
      return name
        .toLowerCase()
        .replace(/^https?:\/\//, '')
        .replace(/\.git$/, '');
    default:
      return name;
  }
}

/**
 * Without the URL of a repository, `Maven:https://maven.google.com`: where a package was got from, an image does not
 * tell, and its name is its own in all of them.
 */
export function canonicalEcosystem(ecosystem: string): string {
  return ecosystem.includes('://') ? ecosystem.replace(/:https?:\/\/.*$/s, '') : ecosystem;
}
