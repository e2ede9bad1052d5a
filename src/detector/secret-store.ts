/** Key stores: binary files by name and magic bytes, which hold keys behind a password that often stands nearby. */
import { createHash } from 'node:crypto';
import type { FileSink } from '../model/analyzer.ts';
import type { SecretEvidence } from '../model/layer.ts';

export type SecretSink = FileSink<readonly SecretEvidence[]>;

const named = /\.(?:bks|jks|kdbx|keystore|p12|pfx)$/i;
/** Trust stores hold certificates alone. */
const trust = /(?:^|\/)[^/]*(?:cacerts|trust)[^/]*$/i;
const headBytes = 4_096;

/** A sink for a path that is named like a key store, else undefined. */
export function openKeyStore(path: string): SecretSink | undefined {
  if (!named.test(path) || trust.test(path)) return undefined;
  const head = Buffer.alloc(headBytes);
  let kept = 0;
  return {
    write(chunk) {
      const part = chunk.subarray(0, headBytes - kept);
      head.set(part, kept);
      kept += part.length;
    },
    end() {
      const bytes = head.subarray(0, kept);
      const format = recognise(bytes);
      if (format === undefined) return [];
      return [
        {
          kind: 'secret',
          path,
          pattern: 'key-store',
          title: 'Key store',
          severity: 'low',
          line: 1,
          offset: 0,
          excerpt: `${format} key store`,
          fingerprint: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
        },
      ];
    },
  };
}

function recognise(head: Buffer): string | undefined {
  if (head.length < 16) return undefined;
  const magic = head.readUInt32BE(0);
  // Entry tag 1 is a private key, 2 a trusted certificate.
  if (magic === 0xfeedfeed) return head.readUInt32BE(12) === 1 ? 'JKS' : undefined;
  if (magic === 0x03d9a29a) return 'KeePass';
  // A DER sequence that starts with INTEGER 3: PFX of RFC 7292.
  if (head[0] === 0x30 && head.subarray(2, 8).includes(Buffer.from([0x02, 0x01, 0x03]))) return 'PKCS #12';
  return undefined;
}
