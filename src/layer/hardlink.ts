/** Says of a hard link what was read of the file that it is: its content passed by under another name. */
import type { Cataloger, Detector, FileHeader } from '../model/analyzer.ts';
import type { Entry } from '../model/layer.ts';
import type { FileResults, Plugins } from './read-file.ts';

/** What may be said again for links, counted in packages, owned paths and evidence: a link costs a hostile tar 512 bytes. */
const MAX_REPEATED = 1_000_000;

/**
 * Adds package files and evidence of each linked file under the link's own path, as far as the file is in this layer.
 * A plug-in that would read the link but did not read the file is a FILE_UNREADABLE warning.
 */
export function readLinks(entries: readonly Entry[], plugins: Plugins, results: FileResults): void {
  if (!entries.some((entry) => entry.type === 'hardlink')) return;
  const files = new Map<string, Entry>();
  const packageFiles = groupByPath(results.packageFiles);
  const evidence = groupByPath(results.evidence);
  let repeated = 0;
  for (const entry of entries) {
    if (entry.type === 'file') files.set(entry.path, entry);
    if (entry.type !== 'hardlink') continue;
    const { path, link = '' } = entry;
    const file = files.get(link);
    const missedBy = readersMissing(path, file, plugins);
    if (missedBy.length > 0) {
      results.warn({
        code: 'FILE_UNREADABLE',
        message: `${missedBy.join(', ')} could not read ${path}: it is a hard link to ${link}, whose content was not kept.`,
        path,
      });
    }
    if (file === undefined) continue;
    // A link to this link is one to the file.
    files.set(path, file);
    const foundPackages = packageFiles.get(file.path) ?? [];
    const foundEvidence = evidence.get(file.path) ?? [];
    repeated += foundEvidence.length;
    for (const { packages, owns } of foundPackages) {
      repeated += packages.length + owns.reduce((sum, { files: owned }) => sum + 1 + owned.length, 1);
    }
    if (repeated > MAX_REPEATED) {
      results.warn({
        code: 'FILE_UNREADABLE',
        message: `What is in ${path} and the hard links after it is listed under other names only: there are too many.`,
        path,
      });
      return;
    }
    for (const found of foundPackages) results.packageFiles.push({ ...found, path });
    for (const found of foundEvidence) results.evidence.push({ ...found, path });
  }
}

/** Names of the plug-ins that look at such a path but did not look at the file. */
function readersMissing(path: string, file: Entry | undefined, { catalogers, detectors }: Plugins): string[] {
  // A file of a layer below: what was read of it stands there, under its own name. A database says so all the same.
  const streaming = file === undefined || file.fileBytes === 0 ? [] : detectors;
  const linked = { ...(file ?? unknownFile), path };
  return [...catalogers, ...streaming]
    .filter((reader) => looksAt(reader, linked) && !(file !== undefined && looksAt(reader, file)))
    .map(({ name }) => name);
}

function looksAt(reader: Cataloger | Detector, file: FileHeader): boolean {
  if (!('open' in reader)) return reader.wants(file.path, file.fileBytes);
  return file.fileBytes > 0 && reader.open(file) !== undefined;
}

const unknownFile: FileHeader = { path: '', mode: 0, uid: 0, gid: 0, fileBytes: 0 };

function groupByPath<T extends { readonly path: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.path);
    if (group === undefined) groups.set(item.path, [item]);
    else group.push(item);
  }
  return groups;
}
