/** Takes one file's content as it streams: what catalogers and detectors make of it. */
import type { Cataloger, CatalogResult, Detector, FileHeader, FileSink } from '../model/analyzer.ts';
import type { Evidence, PackageFile, Warning } from '../model/layer.ts';
import type { TarBody } from './tar.ts';
import type { ContentHasher } from './tar-hasher.ts';

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

/** `done` is called once everything is in `results`; the content's digest is the caller's to ask `hasher` for. */
export function readFile(
  file: FileHeader,
  plugins: Plugins,
  results: FileResults,
  hasher: ContentHasher,
  done: () => void,
): TarBody {
  const cataloged: CatalogResult[] = [];
  const sinks = openSinks(file, plugins, results, cataloged);
  return {
    data(chunk) {
      hasher.update(chunk);
      for (const sink of sinks) sink.write(chunk);
    },
    end() {
      for (const sink of sinks) sink.end();
      if (cataloged.length > 0) results.packageFiles.push(merge(file.path, cataloged));
      done();
    },
  };
}

/** One record of the file, whatever number of catalogers read it: two for a path would be two versions of it. */
function merge(path: string, cataloged: readonly CatalogResult[]): PackageFile {
  const licenses = cataloged.flatMap((result) => result.licenses ?? []);
  return {
    path,
    packages: cataloged.flatMap(({ packages }) => packages),
    owns: cataloged.flatMap(({ owns }) => owns),
    ...(licenses.length === 0 ? {} : { licenses }),
  };
}

/** A sink of each plug-in that wants the file; results go into `results`, those of catalogers into `cataloged`. */
function openSinks(
  file: FileHeader,
  plugins: Plugins,
  results: FileResults,
  cataloged: CatalogResult[],
): FileSink<void>[] {
  const sinks: FileSink<void>[] = [];
  const keep = (result: CatalogResult): void => {
    cataloged.push(result);
    for (const warning of result.warnings) results.warn({ ...warning, path: file.path });
  };
  // Most plug-ins pass most files over: that must cost next to nothing, so nothing is made for those that do.
  for (const cataloger of plugins.catalogers) {
    try {
      const sink = openCataloger(file, cataloger, results);
      if (sink !== undefined) sinks.push(guard(file, cataloger.name, results, sink, keep));
    } catch (error) {
      warnOf(file, cataloger.name, results, error);
    }
  }
  if (file.fileBytes === 0) return sinks;
  for (const detector of plugins.detectors) {
    try {
      const sink = detector.open(file);
      if (sink === undefined) continue;
      sinks.push(guard(file, detector.name, results, sink, (found) => results.evidence.push(...found)));
    } catch (error) {
      warnOf(file, detector.name, results, error);
    }
  }
  return sinks;
}

function openCataloger(
  file: FileHeader,
  cataloger: Cataloger,
  { warn }: FileResults,
): FileSink<CatalogResult> | undefined {
  const { path, fileBytes } = file;
  if ('open' in cataloger) return fileBytes > 0 ? cataloger.open(file) : undefined;
  if (!cataloger.wants(path, fileBytes)) return undefined;
  if (fileBytes > cataloger.maxBytes) {
    warn({
      code: 'FILE_TOO_LARGE',
      message: `${path} has ${fileBytes} bytes, more than the ${cataloger.maxBytes} that ${cataloger.name} reads.`,
      path,
    });
    return undefined;
  }
  const kept: Uint8Array[] = [];
  return {
    write: (chunk) => kept.push(Uint8Array.from(chunk)),
    end: () => cataloger.catalog({ path, bytes: Buffer.concat(kept) }),
  };
}

/** A sink that cannot throw: a plug-in that does has had its say, and says so once. */
function guard<Result>(
  file: FileHeader,
  reader: string,
  results: FileResults,
  sink: FileSink<Result>,
  keep: (result: Result) => void,
): FileSink<void> {
  let failed = false;
  const guarded = (act: () => void): void => {
    if (failed) return;
    try {
      act();
    } catch (error) {
      failed = true;
      warnOf(file, reader, results, error);
    }
  };
  return {
    write: (chunk) => guarded(() => sink.write(chunk)),
    end: () => guarded(() => keep(sink.end())),
  };
}

function warnOf({ path }: FileHeader, reader: string, { warn }: FileResults, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  warn({ code: 'FILE_UNREADABLE', message: `${reader} could not read ${path}: ${reason}`, path });
}
