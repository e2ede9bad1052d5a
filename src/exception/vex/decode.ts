/** A VEX document of any format that imgscan reads. */
import { decodeCsaf } from './csaf.ts';
import { decodeCycloneDxVex } from './cyclonedx.ts';
import { decodeOpenVex } from './openvex.ts';
import type { VexDocument } from './statement.ts';

/** Undefined when it is none. `subject` is the digest of the image that it is attached to. */
export function decodeVex(value: unknown, name: string, subject?: string): VexDocument | undefined {
  return decodeOpenVex(value, name, subject) ?? decodeCsaf(value, name) ?? decodeCycloneDxVex(value, name);
}

/** As `decodeVex`, from a file's bytes. */
export function readVex(bytes: Uint8Array, name: string): VexDocument | undefined {
  try {
    return decodeVex(
      JSON.parse(
        Buffer.from(bytes)
          .toString('utf8')
          .replace(/^\uFEFF/, ''),
      ),
      name,
    );
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}
