/** Files that libraries open by themselves: fonts, coders, grammars, which no ELF header names. */
import type { CopyPlan } from './plan.ts';
import type { Subject } from './subject.ts';

interface Companion {
  /** Name of a library that is taken along or part of the base. */
  readonly library: RegExp;
  /** Path prefixes without leading slash; each live folder or file that matches is one copy. */
  readonly paths: readonly RegExp[];
}

const companions: readonly Companion[] = [
  { library: /^libfontconfig\.so/, paths: [/^etc\/fonts$/, /^usr\/share\/(fonts|fontconfig)$/] },
  {
    library: /^libMagickCore-/,
    paths: [
      /^etc\/ImageMagick-\d$/,
      /^usr\/lib\/[\w-]+\/ImageMagick-[\w.]+$/,
      /^usr\/share\/ImageMagick-\d$/,
    ],
  },
  { library: /^libgdk_pixbuf-/, paths: [/^usr\/lib\/[\w-]+\/gdk-pixbuf-2\.0$/] },
  { library: /^libgstreamer-/, paths: [/^usr\/lib\/[\w-]+\/gstreamer-1\.0$/] },
  { library: /^libgs\.so/, paths: [/^usr\/share\/ghostscript$/] },
  { library: /^libproj\.so/, paths: [/^usr\/share\/proj$/] },
  { library: /^libgdal\.so/, paths: [/^usr\/share\/gdal$/] },
  { library: /^libtesseract\.so/, paths: [/^usr\/share\/tesseract-ocr$/] },
  { library: /^libmagic\.so/, paths: [/^usr\/lib\/file$/, /^usr\/share\/misc\/magic(\.mgc)?$/] },
  { library: /^libodbc/, paths: [/^etc\/odbc(inst)?\.ini$/] },
];

/** Copies of what the named libraries open, sorted by path. */
export function findCompanions(subject: Subject, libraries: readonly string[]): readonly CopyPlan[] {
  const patterns = companions
    .filter(({ library }) => libraries.some((name) => library.test(name)))
    .flatMap(({ paths }) => paths);
  if (patterns.length === 0) return [];
  const found: string[] = [];
  for (const path of subject.input.footprint.files.keys()) {
    if (path.length < 100 && patterns.some((pattern) => pattern.test(path))) found.push(`/${path}`);
  }
  return found.sort().map((path) => ({ sources: [path], target: path }));
}
