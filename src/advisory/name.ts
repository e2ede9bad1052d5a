/** Ecosystems and package names as they are compared: two spellings of one name become the same text. */

/**
 * Of an OSV ecosystem with or without suffix. PyPI normalises (PEP 503), NuGet and Packagist ignore case, Swift packages
 * are the URLs of their repositories; all others are taken to the letter.
 */
export function canonicalName(ecosystem: string, name: string): string {
  const [family] = ecosystem.split(':', 1);
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
  return ecosystem.replace(/:https?:\/\/.*$/s, '');
}
