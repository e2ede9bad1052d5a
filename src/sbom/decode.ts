/** Reads an SBOM of any format, told by what it says of itself. */
import * as v from 'valibot';
import { readCycloneDx } from './cyclonedx.ts';
import type { Sbom } from './sbom.ts';
import { readSpdx } from './spdx.ts';
import { readSyft } from './syft.ts';

const CycloneDx = v.object({ bomFormat: v.literal('CycloneDX') });
const Spdx = v.object({ spdxVersion: v.pipe(v.string(), v.regex(/^SPDX-2\.[23]$/)) });
const Syft = v.object({ artifacts: v.array(v.unknown()), descriptor: v.object({ name: v.literal('syft') }) });

/** Undefined when the bytes are no SBOM that imgscan reads: CycloneDX, SPDX 2.2 and 2.3 or syft, as JSON. */
export function decodeSbom(bytes: Uint8Array): Sbom | undefined {
  return readSbom(parseJson(bytes));
}

/** Undefined for what is no JSON; no document is undefined itself. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8').decode(bytes));
  } catch {
    return undefined;
  }
}

/** As `decodeSbom`, of what was parsed already. */
export function readSbom(json: unknown): Sbom | undefined {
  if (v.is(CycloneDx, json)) return readCycloneDx(json);
  if (v.is(Spdx, json)) return readSpdx(json);
  return v.is(Syft, json) ? readSyft(json) : undefined;
}
