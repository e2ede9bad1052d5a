/** Makes layer facts by hand for the tests of the fold. */
import { createHash } from 'node:crypto';
import { foldFootprint } from '../../src/footprint/fold.ts';
import type { Catalog } from '../../src/model/catalog.ts';
import type { Footprint } from '../../src/model/footprint.ts';
import type { HistoryEntry, ImageConfig } from '../../src/model/image.ts';
import type { Entry, Evidence, LayerFacts, PackageFile, Whiteout } from '../../src/model/layer.ts';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An entry with a tar header and, for a file, padded content. */
export function makeEntry(path: string, fields: Partial<Entry> = {}): Entry {
  const fileBytes = fields.fileBytes ?? 0;
  return {
    path,
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    fileBytes,
    tarBytes: 512 + Math.ceil(fileBytes / 512) * 512,
    mtime: 0,
    ...fields,
  };
}

/** A regular file with this content. */
export function file(path: string, content = path, fields: Partial<Entry> = {}): Entry {
  const fileBytes = Buffer.byteLength(content);
  return makeEntry(path, { fileBytes, ...(fileBytes > 0 && { sha256: sha256(content) }), ...fields });
}

export function dir(path: string, fields: Partial<Entry> = {}): Entry {
  return makeEntry(path, { type: 'dir', mode: 0o755, ...fields });
}

export function symlink(path: string, link: string): Entry {
  return makeEntry(path, { type: 'symlink', mode: 0o777, link });
}

export function hardlink(path: string, link: string): Entry {
  return makeEntry(path, { type: 'hardlink', link });
}

export function whiteout(path: string, opaque = false): Whiteout {
  return { path, opaque, tarBytes: 512 };
}

/** A layer's facts with a trailer of 1024 bytes. */
export function makeFacts(
  entries: readonly Entry[],
  rest: {
    readonly whiteouts?: readonly Whiteout[];
    readonly packageFiles?: readonly PackageFile[];
    readonly evidence?: readonly Evidence[];
  } = {},
): LayerFacts {
  const whiteouts = rest.whiteouts ?? [];
  const tarBytes = [...entries, ...whiteouts].reduce((sum, { tarBytes }) => sum + tarBytes, 1024);
  return {
    diffId: `sha256:${sha256(entries.map(({ path }) => path).join())}`,
    tarBytes,
    entries,
    whiteouts,
    packageFiles: rest.packageFiles ?? [],
    evidence: rest.evidence ?? [],
    warnings: [],
  };
}

export const emptyCatalog: Catalog = { bases: [], endOfLife: [] };

export function makeConfig(fields: Partial<ImageConfig> = {}): ImageConfig {
  return {
    user: '',
    env: [],
    workingDir: '',
    exposedPorts: [],
    volumes: [],
    labels: {},
    onBuild: [],
    history: [],
    ...fields,
  };
}

/** A history line: one that made a layer, or with `empty` one that did not. */
export function step(createdBy: string, fields: Partial<HistoryEntry> = {}): HistoryEntry {
  return { createdBy, emptyLayer: false, ...fields };
}

export const empty = { emptyLayer: true } as const;

/** Folds layers as one image. */
export function fold(
  facts: readonly LayerFacts[],
  config: Partial<ImageConfig> = {},
  catalog: Catalog = emptyCatalog,
): Footprint {
  const layers = facts.map(({ diffId, tarBytes }) => {
    const open = async function* (): AsyncGenerator<Uint8Array> {};
    return { diffId, mediaType: '', compressedBytes: tarBytes / 2, open };
  });
  const readings = facts.map((one) => ({ facts: one, complete: true }));
  return foldFootprint({ image: { config: makeConfig(config), layers }, readings, catalog }).footprint;
}
