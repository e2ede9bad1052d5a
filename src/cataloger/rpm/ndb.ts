/** rpm's own store, `Packages.db`. https://github.com/rpm-software-management/rpm/blob/master/lib/backend/ndb/rpmpkg.c */
import { maxHeaderBytes, type StoredHeader, viewOf } from './store.ts';

/** `RpmP`, `Slot`, `BlbS` and `BlbE`, little-endian as everything here. */
const fileMagic = 0x506d7052;
const slotMagic = 0x746f6c53;
const blobMagic = 0x53626c42;
const tailMagic = 0x45626c42;

const pageBytes = 4_096;
const slotBytes = 16;
/** The file's head takes the first two slots. */
const firstSlot = 32;
const blockBytes = 16;
const blobHeadBytes = 16;
const blobTailBytes = 12;

export function* readNdb(bytes: Uint8Array): Generator<StoredHeader> {
  const view = viewOf(bytes);
  if (bytes.length < firstSlot || view.getUint32(0, true) !== fileMagic) {
    throw new Error('it is no NDB database');
  }
  const version = view.getUint32(4, true);
  if (version !== 0) throw new Error(`it has NDB version ${version}, not 0`);
  const told = view.getUint32(12, true) * pageBytes;
  const end = Math.min(told, bytes.length);
  if (end < told) yield { problem: `the file has ${end} of ${told} bytes of slots` };
  for (let at = firstSlot; at + slotBytes <= end; at += slotBytes) {
    if (view.getUint32(at, true) !== slotMagic) {
      yield { problem: `slot at byte ${at} has no slot's mark` };
      return;
    }
    const index = view.getUint32(at + 4, true);
    const start = view.getUint32(at + 8, true) * blockBytes;
    if (index === 0 || start === 0) continue;
    yield readBlob(bytes, view, index, start);
  }
}

/** A blob says its slot's number and its own length, both before and after its bytes. */
function readBlob(bytes: Uint8Array, view: DataView, index: number, start: number): StoredHeader {
  if (start + blobHeadBytes > bytes.length) return { problem: `package ${index} is outside of the file` };
  if (view.getUint32(start, true) !== blobMagic || view.getUint32(start + 4, true) !== index) {
    return { problem: `package ${index} is not where its slot says` };
  }
  const length = view.getUint32(start + 12, true);
  const from = start + blobHeadBytes;
  const padded = Math.ceil((blobHeadBytes + length + blobTailBytes) / blockBytes) * blockBytes;
  if (length > maxHeaderBytes || start + padded > bytes.length) {
    return { problem: `package ${index} claims ${length} bytes` };
  }
  const tail = start + padded - blobTailBytes;
  if (view.getUint32(tail + 4, true) !== length || view.getUint32(tail + 8, true) !== tailMagic) {
    return { problem: `package ${index} has no end` };
  }
  return bytes.subarray(from, from + length);
}
