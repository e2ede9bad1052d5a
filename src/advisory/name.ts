/** Package names as their ecosystem compares them: two spellings of one name become the same text. */

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
