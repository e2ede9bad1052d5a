/** The `Packages` table of rpm's SQLite store. https://rpm-software-management.github.io/rpm/manual/ */
import { readSqliteTable } from '../sqlite.ts';
import { maxHeaderBytes, type StoredHeader } from './store.ts';

/** The first column is the row's number, the second the header. */
export function* readSqlite(bytes: Uint8Array): Generator<StoredHeader> {
  for (const row of readSqliteTable(bytes, 'Packages', maxHeaderBytes)) {
    if ('problem' in row) yield row;
    else yield row[1] ?? { problem: 'a row has no header' };
  }
}
