/**
 * Rows of one table of an SQLite database. https://www.sqlite.org/fileformat2.html
 *
 * Read by hand: one table needs only the b-tree's pages, while no library opens bytes in memory on every Node line,
 * and a native one would meet a hostile file outside of the language's memory safety.
 */

/** One row's record: its columns' bytes in order. */
export type SqliteRow = readonly Uint8Array[];

const magic = 'SQLite format 3\0';
const schemaRoot = 1;
const leafPage = 0x0d;
const interiorPage = 0x05;

interface Database {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly pageBytes: number;
  /** Page size without what is reserved at each page's end. */
  readonly usable: number;
  readonly pages: number;
  /** Pages that were read, as b-tree or as overflow: none counts twice. */
  readonly used: Set<number>;
  readonly maxRowBytes: number;
}

/**
 * The rows of a table, or what is wrong with one; longer rows than `maxRowBytes` are not read. Throws when the file is
 * no such database or has no such table. Rows of a hostile file may overlap: who reads them counts.
 */
export function* readSqliteTable(
  bytes: Uint8Array,
  table: string,
  maxRowBytes: number,
): Generator<SqliteRow | { readonly problem: string }> {
  const database = openDatabase(bytes, maxRowBytes);
  yield* readTable(database, findTable(database, table));
}

function openDatabase(bytes: Uint8Array, maxRowBytes: number): Database {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 512 || Buffer.from(bytes.subarray(0, 16)).toString('latin1') !== magic) {
    throw new Error('it is no SQLite database');
  }
  const size = view.getUint16(16);
  const pageBytes = size === 1 ? 65_536 : size;
  const usable = pageBytes - view.getUint8(20);
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0 || usable < 480) {
    throw new Error(`it has pages of ${pageBytes} bytes`);
  }
  const pages = Math.floor(bytes.length / pageBytes);
  return { bytes, view, pageBytes, usable, pages, used: new Set(), maxRowBytes };
}

/** The root page of a table, from the schema: columns type, name, table, root page, SQL. */
function findTable(database: Database, name: string): number {
  for (const row of readTable(database, schemaRoot)) {
    if ('problem' in row) throw new Error(row.problem);
    const [type, ownName, , root] = row;
    if (textOf(type) !== 'table' || textOf(ownName) !== name || root === undefined) continue;
    return root.reduce((number, byte) => number * 256 + byte, 0);
  }
  throw new Error(`it has no table ${name}`);
}

function textOf(column: Uint8Array | undefined): string {
  return Buffer.from(column?.subarray(0, 64) ?? []).toString('latin1');
}

/** Rows in the order of their numbers; a damaged row or page is told, and the others are still read. */
function* readTable(database: Database, root: number): Generator<SqliteRow | { readonly problem: string }> {
  const { view, pageBytes } = database;
  const waiting: number[] = [];
  // Taken before they wait: pages that many others claim must not pile up.
  const wait = (page: number): boolean => takePage(database, page) && waiting.push(page) > 0;
  if (!wait(root)) yield pageProblem(root);
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    const start = (page - 1) * pageBytes;
    const head = start + (page === 1 ? 100 : 0);
    const type = view.getUint8(head);
    if (type !== leafPage && type !== interiorPage) {
      yield { problem: `page ${page} is no page of a table` };
      continue;
    }
    const pointers = head + (type === leafPage ? 8 : 12);
    const cells = Math.min(view.getUint16(head + 3), Math.floor((start + pageBytes - pointers) / 2));
    const at = (cell: number): number => start + view.getUint16(pointers + 2 * cell);
    if (type === interiorPage) {
      const children = Array.from({ length: cells }, (_, cell) => readChild(database, at(cell), start));
      for (const child of [view.getUint32(head + 8), ...children.reverse()]) {
        if (!wait(child)) yield pageProblem(child);
      }
      continue;
    }
    for (let cell = 0; cell < cells; cell++) {
      const payload = readPayload(database, at(cell), start + database.usable);
      yield 'problem' in payload ? payload : decodeRecord(payload);
    }
  }
}

function pageProblem(page: number): { readonly problem: string } {
  return { problem: `page ${page} is outside of the file or used twice` };
}

/** The page left of a cell; 0, which is no page, when the cell is not within its own. */
function readChild({ view, pageBytes }: Database, at: number, start: number): number {
  return at + 4 <= start + pageBytes ? view.getUint32(at) : 0;
}

function takePage({ used, pages }: Database, page: number): boolean {
  if (page < 1 || page > pages || used.has(page)) return false;
  used.add(page);
  return true;
}

/** A cell's bytes: length, row number, what fits into the page, and the first page of the rest. */
function readPayload(database: Database, at: number, end: number): Uint8Array | { readonly problem: string } {
  const { bytes, view, usable, pageBytes, maxRowBytes } = database;
  const length = readVarint(bytes, at, end);
  const rowNumber = readVarint(bytes, length.next, end);
  const start = rowNumber.next;
  if (length.value > maxRowBytes) return { problem: `a row claims ${length.value} bytes` };
  const local = localBytes(length.value, usable);
  if (start + local + (local < length.value ? 4 : 0) > end) return { problem: 'a row leaves its page' };
  if (local === length.value) return bytes.subarray(start, start + local);
  const parts = [bytes.subarray(start, start + local)];
  let missing = length.value - local;
  for (let page = view.getUint32(start + local); missing > 0; ) {
    if (!takePage(database, page)) return pageProblem(page);
    const from = (page - 1) * pageBytes;
    const taken = Math.min(missing, usable - 4);
    parts.push(bytes.subarray(from + 4, from + 4 + taken));
    missing -= taken;
    page = view.getUint32(from);
  }
  return Buffer.concat(parts);
}

/** How much of a payload a leaf keeps, by the format's rule for tables. */
function localBytes(length: number, usable: number): number {
  if (length <= usable - 35) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((length - least) % (usable - 4));
  return wanted <= usable - 35 ? wanted : least;
}

/** Big-endian, seven bits a byte, eight in the ninth. Ends at `end`, and past 2^53 in an unusable number. */
function readVarint(bytes: Uint8Array, at: number, end: number): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < 9 && at + index < end; index++) {
    const byte = bytes[at + index] ?? 0;
    if (index === 8) return { value: value * 256 + byte, next: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return { value: Number.POSITIVE_INFINITY, next: end };
}

const maxColumns = 16;

/** A record starts with its own head's length and each column's type; the bytes of the columns follow. */
function decodeRecord(record: Uint8Array): SqliteRow | { readonly problem: string } {
  const head = readVarint(record, 0, record.length);
  if (head.value > record.length) return { problem: 'a row is cut off' };
  const columns: Uint8Array[] = [];
  let start = head.value;
  for (let at = head.next; at < head.value && columns.length < maxColumns; ) {
    const type = readVarint(record, at, head.value);
    const length = columnBytes(type.value);
    if (start + length > record.length) return { problem: 'a row is cut off' };
    columns.push(record.subarray(start, start + length));
    start += length;
    at = type.next;
  }
  return columns;
}

function columnBytes(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8][type] ?? 0;
}
