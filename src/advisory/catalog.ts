/** Loads the catalog that comes with imgscan: base images with their sizes, and end-of-life dates. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ImgscanError } from '../errors.ts';
import type { Catalog, CatalogBase, CatalogEndOfLife } from '../model/catalog.ts';
import { bundledDirectory } from './bundled.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const url = v.pipe(v.string(), v.regex(/^https:\/\//));
const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const baseSchema = v.pipe(
  v.strictObject({
    name: text,
    family: text,
    osId: v.exactOptional(text),
    osVersionId: v.exactOptional(text),
    runtime: v.exactOptional(text),
    variant: v.picklist(['full', 'slim', 'alpine', 'distroless', 'scratch']),
    libc: v.picklist(['glibc', 'musl', 'none']),
    shell: v.boolean(),
    packageManager: v.boolean(),
    compressedBytes: bytes,
    tarBytes: bytes,
    source: url,
  }),
  v.check((base) => base.compressedBytes <= base.tarBytes, 'compressedBytes is more than tarBytes'),
);

const endOfLifeSchema = v.strictObject({
  osId: text,
  versionId: text,
  eol: v.pipe(v.string(), v.isoDate()),
  source: url,
});

/** Reads `catalog/*.json` below `directory`; throws ADVISORY_INVALID when a file is missing or breaks its schema. */
export async function loadCatalog(directory: string = bundledDirectory()): Promise<Catalog> {
  const [bases, endOfLife]: [CatalogBase[], CatalogEndOfLife[]] = await Promise.all([
    readList(join(directory, 'catalog', 'bases.json'), baseSchema),
    readList(join(directory, 'catalog', 'end-of-life.json'), endOfLifeSchema),
  ]);
  return { bases, endOfLife };
}

async function readList<T extends v.GenericSchema>(path: string, schema: T): Promise<v.InferOutput<T>[]> {
  try {
    return v.parse(v.array(schema), JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new ImgscanError('ADVISORY_INVALID', `Catalog ${path} cannot be used: ${reasonOf(cause)}`, {
      cause,
      hint: 'Install imgscan again.',
    });
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof v.ValiError) return `${v.getDotPath(cause.issues[0]) ?? 'the file'}: ${cause.message}`;
  return cause instanceof Error ? cause.message : String(cause);
}
