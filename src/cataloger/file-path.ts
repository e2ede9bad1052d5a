/** Paths as package databases list them, brought into the form that image paths have. */

const maxPathLength = 4_096;

/** Without leading slashes; undefined for the root, for what is too long and for what has `.`, `..` or empty steps. */
export function imagePath(text: string): string | undefined {
  if (text.length > maxPathLength || text.includes('\0')) return undefined;
  const path = text.replace(/^(?:\.?\/)+/, '');
  return /(?:^|\/)\.{0,2}(?:\/|$)/.test(path) ? undefined : path;
}
