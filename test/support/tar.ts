/** Writes tar blocks by hand, so that tests can write what no tar program would. */

export interface TarFields {
  readonly name?: string | Buffer;
  readonly linkName?: string;
  readonly flag?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  /** What the size field says; the content's length when absent. */
  readonly contentBytes?: number;
  readonly content?: string | Buffer;
  readonly prefix?: string;
  readonly format?: 'v7' | 'ustar' | 'gnu';
  /** Writes into the block before its checksum is made. */
  readonly patch?: (block: Buffer) => void;
}

export const tarEnd = Buffer.alloc(1024);

export function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

/** Header block, content and padding. */
export function tarEntry(fields: TarFields): Buffer {
  const block = Buffer.alloc(512);
  const content = Buffer.from(fields.content ?? '');
  const put = (text: string | Buffer, at: number) => Buffer.from(text).copy(block, at);
  put(fields.name ?? 'file', 0);
  put(octal(fields.mode ?? 0o644, 8), 100);
  put(octal(fields.uid ?? 0, 8), 108);
  put(octal(fields.gid ?? 0, 8), 116);
  put(octal(fields.contentBytes ?? content.length, 12), 124);
  put(octal(fields.mtime ?? 0, 12), 136);
  put(fields.flag ?? '0', 156);
  put(fields.linkName ?? '', 157);
  const format = fields.format ?? 'ustar';
  if (format === 'ustar') put('ustar\x0000', 257);
  if (format === 'gnu') put('ustar  \0', 257);
  put(fields.prefix ?? '', 345);
  fields.patch?.(block);
  seal(block);
  return Buffer.concat([block, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** Writes the checksum that the block's bytes have. */
export function seal(block: Buffer): void {
  block.fill(' ', 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

/** One PAX record with its length in front. */
export function paxRecord(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** An extended header entry of the given records. */
export function paxHeader(records: readonly (readonly [string, string | Buffer])[], flag = 'x'): Buffer {
  const content = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
  return tarEntry({ name: 'PaxHeaders/file', flag, content });
}
