/** Lock files that are a TOML list of packages: Cargo's, Poetry's, uv's, PDM's and pylock.toml. https://toml.io/en/v1.0.0 */
import { parse } from 'smol-toml';
import * as v from 'valibot';
import { decodeText, type LockedPackage } from './lock-file.ts';

/** Half of the others' limit: parsed TOML takes a multiple of its text. */
export const maxTomlBytes = 16 * 1024 * 1024;

export interface TomlPackage extends LockedPackage {
  /** The other fields, `source` among them, undecoded. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const Items = v.array(v.looseObject({ name: v.string(), version: v.optional(v.string()) }));

/** The tables of `[[list]]`; those without a version, which is computed when they are built, are left out. Throws on bad TOML. */
export function readTomlPackages(bytes: Uint8Array, list: string): readonly TomlPackage[] {
  const document = parse(decodeText(bytes));
  const items = v.parse(v.optional(Items, []), Object.hasOwn(document, list) ? document[list] : undefined);
  return items.flatMap(({ name, version, ...fields }) =>
    version === undefined ? [] : [{ name, version, fields }],
  );
}
