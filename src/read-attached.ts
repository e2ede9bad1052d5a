/** Has the SBOMs and VEX documents read that are kept beside an image, with a warning for each that cannot be read. */
import { ImgscanError } from './errors.ts';
import { decodeVex } from './exception/vex/decode.ts';
import type { VexDocument } from './exception/vex/statement.ts';
import type { ToldPackage } from './footprint/packages.ts';
import type { Image } from './model/image.ts';
import type { Warning } from './model/layer.ts';
import { readAttached } from './sbom/attached.ts';

export interface AttachedReadings {
  /** In the order of the documents. */
  readonly packages: readonly ToldPackage[];
  readonly vex: readonly VexDocument[];
  readonly warnings: readonly Warning[];
}

/** Of all documents together; a large image has a tenth of them. */
const maxPackages = 100_000;

/** A supplement to the layers: what goes wrong is a warning. Rejects with ABORTED alone. */
export async function readAttachedDocuments(image: Image, signal?: AbortSignal): Promise<AttachedReadings> {
  const { digest: of, findAttached } = image;
  if (of === undefined || findAttached === undefined) return { packages: [], vex: [], warnings: [] };
  const { documents, problems } = await findAttached(signal);
  const packages: ToldPackage[] = [];
  const vex: VexDocument[] = [];
  const untold = [...problems];
  // One after the other: each may be large.
  for (const { digest, read } of documents) {
    const subject = `${digest} attached to the image`;
    try {
      const { sbom, problem, document } = readAttached(await read(signal), of);
      const statements = decodeVex(document, subject, of);
      if (statements !== undefined) vex.push(statements);
      if (problem !== undefined && statements === undefined) untold.push(`${subject}: ${problem}`);
      untold.push(...(sbom?.problems ?? []).map((text) => `${subject}: ${text}`));
      const listed = sbom?.packages ?? [];
      const room = maxPackages - packages.length;
      if (listed.length > room)
        untold.push(`${subject}: ${listed.length - room} of its packages are too many`);
      for (const { record, path } of listed.slice(0, room)) {
        packages.push({ record, attachedSbom: digest, path: path ?? '' });
      }
    } catch (error) {
      if (!(error instanceof ImgscanError) || error.code === 'ABORTED') throw error;
      untold.push(`${subject}: ${error.message}`);
    }
  }
  return { packages, vex, warnings: untold.map((message) => ({ code: 'SBOM_UNREADABLE', message })) };
}
