/** What the three stores of rpm have in common. https://rpm-software-management.github.io/rpm/manual/ */

/** One value of the database: a package's header, or what kept it from being read. */
export type StoredHeader = Uint8Array | { readonly problem: string };

/** Reads a whole database file; throws when it is none. Headers may overlap in a hostile one: who reads them counts. */
export type StoreReader = (database: Uint8Array) => Generator<StoredHeader>;

/** Longer headers are not read: the kernel's own, with every module and its digest, take some MB. */
export const maxHeaderBytes = 32 * 1024 * 1024;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
