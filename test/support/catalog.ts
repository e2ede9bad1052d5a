/** Runs catalogers on files that a test holds, as a layer's reading would. */
import type { Cataloger, CatalogResult } from '../../src/model/analyzer.ts';

/** What the cataloger reads from one file; undefined when it does not look at it. */
export function catalogFile(
  cataloger: Cataloger,
  path: string,
  bytes: Uint8Array,
  chunkBytes = 65_536,
): CatalogResult | undefined {
  if (!('open' in cataloger)) {
    return cataloger.wants(path, bytes.length) ? cataloger.catalog({ path, bytes }) : undefined;
  }
  const sink = cataloger.open({ path, mode: 0o755, uid: 0, gid: 0, fileBytes: bytes.length });
  for (let at = 0; at < bytes.length; at += chunkBytes) sink?.write(bytes.subarray(at, at + chunkBytes));
  return sink?.end();
}
