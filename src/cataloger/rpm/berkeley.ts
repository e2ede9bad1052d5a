/** Berkeley DB's hash files, rpm's store until 2020. https://github.com/berkeleydb/libdb/blob/master/src/dbinc/db_page.h */
import { maxHeaderBytes, type StoredHeader, viewOf } from './store.ts';

const hashMagic = 0x061561;
const hashMetaPage = 8;
const overflowPage = 7;
/** Pages of pairs: as written before release 4.6, and sorted. */
const pairPages: ReadonlySet<number> = new Set([2, 13]);
const pageHeadBytes = 26;
const itemOnPage = 1;
const itemOffPage = 3;
const checksumFlag = 1;

interface Database {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Byte order of the machine that wrote the file. */
  readonly littleEndian: boolean;
  readonly pageBytes: number;
  readonly pages: number;
  /** Overflow pages that were read: none counts twice. */
  readonly used: Set<number>;
}

/** All pages are gone through in turn: no bucket or chain is followed, so no damaged one can mislead. */
export function* readBerkeley(bytes: Uint8Array): Generator<StoredHeader> {
  const database = openDatabase(bytes);
  const { view, littleEndian, pageBytes, pages } = database;
  const told = view.getUint32(32, littleEndian) + 1;
  if (told > pages) yield { problem: `the file has ${pages} pages of ${told}` };
  for (let page = 1; page < pages; page++) {
    const start = page * pageBytes;
    const isItself = view.getUint32(start + 8, littleEndian) === page;
    if (!isItself || !pairPages.has(view.getUint8(start + 25))) continue;
    const room = Math.floor((pageBytes - pageHeadBytes) / 2);
    const items = Math.min(view.getUint16(start + 20, littleEndian), room);
    // Items come in pairs: the key, a package's number, then its header.
    for (let item = 1; item < items; item += 2) {
      const value = readItem(database, start, item);
      // The only short value is the one under number 0: the last number that was given away.
      if ('problem' in value || value.length > 4) yield value;
    }
  }
}

function openDatabase(bytes: Uint8Array): Database {
  if (bytes.length < 512) throw new Error('it is no Berkeley DB hash file');
  const view = viewOf(bytes);
  const littleEndian = view.getUint32(12, true) === hashMagic;
  if (!littleEndian && view.getUint32(12, false) !== hashMagic) {
    throw new Error('it is no Berkeley DB hash file');
  }
  if (view.getUint8(25) !== hashMetaPage) throw new Error('its first page is no hash file head');
  if (view.getUint8(24) !== 0) throw new Error('it is encrypted');
  if ((view.getUint8(26) & checksumFlag) !== 0)
    throw new Error('its pages have checksums, which rpm never asks for');
  const pageBytes = view.getUint32(20, littleEndian);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0) {
    throw new Error(`it has pages of ${pageBytes} bytes`);
  }
  const pages = Math.floor(bytes.length / pageBytes);
  return { bytes, view, littleEndian, pageBytes, pages, used: new Set() };
}

/** Items grow down from the page's end: each ends where the one before starts. */
function readItem(database: Database, page: number, item: number): StoredHeader {
  const { bytes, view, littleEndian, pageBytes } = database;
  const offset = (index: number): number => view.getUint16(page + pageHeadBytes + 2 * index, littleEndian);
  const start = offset(item);
  const end = offset(item - 1);
  if (start < pageHeadBytes || start >= end || end > pageBytes) return { problem: 'an item leaves its page' };
  const type = view.getUint8(page + start);
  if (type === itemOnPage) return bytes.subarray(page + start + 1, page + end);
  if (type !== itemOffPage || end - start < 12) return { problem: `an item is of type ${type}` };
  const first = view.getUint32(page + start + 4, littleEndian);
  return readOverflow(database, first, view.getUint32(page + start + 8, littleEndian));
}

/** A chain of pages, each saying how much it holds and which is next. */
function readOverflow(database: Database, first: number, length: number): StoredHeader {
  const { bytes, view, littleEndian, pageBytes, pages, used } = database;
  if (length > maxHeaderBytes) return { problem: `a header claims ${length} bytes` };
  const parts: Uint8Array[] = [];
  let missing = length;
  for (let page = first; missing > 0; ) {
    if (page < 1 || page >= pages || used.has(page)) {
      return { problem: `overflow page ${page} is outside of the file or used twice` };
    }
    used.add(page);
    const start = page * pageBytes;
    const held = view.getUint16(start + 22, littleEndian);
    const isOverflow = view.getUint8(start + 25) === overflowPage;
    if (!isOverflow || held === 0 || held > Math.min(missing, pageBytes - pageHeadBytes)) {
      return { problem: `page ${page} is no overflow page` };
    }
    parts.push(bytes.subarray(start + pageHeadBytes, start + pageHeadBytes + held));
    missing -= held;
    page = view.getUint32(start + 16, littleEndian);
  }
  return Buffer.concat(parts);
}
