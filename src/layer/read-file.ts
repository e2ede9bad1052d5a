/** Takes one file's content as it streams: its digest, and what catalogers and detectors make of it. */
import { createHash, type Hash, hash } from 'node:crypto';
import type { Cataloger, Detector, FileHeader, FileSink } from '../model/analyzer.ts';
import type { Evidence, PackageFile, Warning } from '../model/layer.ts';
import type { TarBody } from './tar.ts';

/** The plug-ins that look at a layer's files. */
export interface Plugins {
  readonly catalogers: readonly Cataloger[];
  readonly detectors: readonly Detector[];
}

/** Where results go, in the order they come. */
export interface FileResults {
  readonly packageFiles: PackageFile[];
  readonly evidence: Evidence[];
  warn(warning: Warning): void;
}

/** `done` gets the content's SHA-256, undefined for an empty file, after everything else is in `results`. */
export function readFile(
  file: FileHeader,
  plugins: Plugins,
  results: FileResults,
  done: (sha256: string | undefined) => void,
): TarBody {
  const catalogers = wantedBy(file, plugins.catalogers, results);
  const sinks = file.fileBytes > 0 ? openSinks(file, plugins.detectors, results) : [];
  const kept: Uint8Array[] = [];
  let hasher: Hash | undefined;
  let sha256: string | undefined;
  return {
    data(chunk) {
      // One call is half the price of a hash object, and most files come in one chunk.
      if (chunk.length === file.fileBytes) sha256 = hash('sha256', chunk, 'hex');
      else {
        hasher ??= createHash('sha256');
        hasher.update(chunk);
      }
      if (catalogers.length > 0) kept.push(Uint8Array.from(chunk));
      for (const sink of sinks) sink.write(chunk);
    },
    end() {
      if (catalogers.length > 0) catalog(catalogers, file.path, Buffer.concat(kept), results);
      for (const sink of sinks) results.evidence.push(...sink.end());
      done(sha256 ?? hasher?.digest('hex'));
    },
  };
}

function wantedBy(file: FileHeader, catalogers: readonly Cataloger[], results: FileResults): Cataloger[] {
  const { path, fileBytes } = file;
  return catalogers.filter((cataloger) => {
    if (!cataloger.wants(path, fileBytes)) return false;
    if (fileBytes <= cataloger.maxBytes) return true;
    results.warn({
      code: 'FILE_TOO_LARGE',
      message: `${path} has ${fileBytes} bytes, more than the ${cataloger.maxBytes} that ${cataloger.name} reads.`,
      path,
    });
    return false;
  });
}

function catalog(
  catalogers: readonly Cataloger[],
  path: string,
  bytes: Uint8Array,
  { packageFiles, warn }: FileResults,
): void {
  for (const cataloger of catalogers) {
    try {
      const { warnings, ...read } = cataloger.catalog({ path, bytes });
      packageFiles.push({ path, ...read });
      for (const warning of warnings) warn({ ...warning, path });
    } catch (error) {
      warn(unreadable(path, cataloger.name, error));
    }
  }
}

/** Sinks that cannot throw: one that does has had its say, and says so once. */
function openSinks(file: FileHeader, detectors: readonly Detector[], { warn }: FileResults): FileSink[] {
  const sinks: FileSink[] = [];
  for (const detector of detectors) {
    let sink: FileSink | undefined;
    const attempt = <T>(otherwise: T, act: () => T): T => {
      try {
        return act();
      } catch (error) {
        sink = undefined;
        warn(unreadable(file.path, detector.name, error));
        return otherwise;
      }
    };
    sink = attempt(undefined, () => detector.open(file));
    if (sink === undefined) continue;
    sinks.push({
      write: (chunk) => attempt(undefined, () => sink?.write(chunk)),
      end: () => attempt([], () => sink?.end() ?? []),
    });
  }
  return sinks;
}

function unreadable(path: string, reader: string, error: unknown): Warning {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'FILE_UNREADABLE', message: `${reader} could not read ${path}: ${reason}`, path };
}
