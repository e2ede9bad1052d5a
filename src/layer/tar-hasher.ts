/** Digests of a tar and of the files in it, while the tar is read. */
import { createHash, type Hash, hash } from 'node:crypto';

/** Takes a tar chunk by chunk, and of each chunk the parts that are content of files. */
export interface TarHasher {
  /** The tar's next chunk, which `file` is told parts of. */
  begin(chunk: Uint8Array): void;
  /** All of the chunk has been told, and nobody may read it any more. Resolves when there is room for another. */
  end(): Promise<void> | undefined;
  /** A file of `fileBytes` begins, whose content lies in the chunks as it is. The file before it has ended. */
  file(fileBytes: number): ContentHasher;
  /** The tar's digest in hex, once every file that ended has its own. */
  finish(): Promise<string>;
}

/** Takes one file's content part by part. */
export interface ContentHasher {
  update(part: Uint8Array): void;
  /** After all content, of which there is some: `done` gets its SHA-256 in hex, at once or by the end of `TarHasher.finish`. */
  end(done: (sha256: string) => void): void;
}

/** Hashes on the calling thread. `algorithm` is the tar's. */
export function createTarHasher(algorithm: string): TarHasher {
  const tar = createHash(algorithm);
  return {
    begin(chunk) {
      tar.update(chunk);
    },
    end: () => undefined,
    file: createContentHasher,
    finish: async () => tar.digest('hex'),
  };
}

/** For content of `fileBytes` that comes from anywhere. */
export function createContentHasher(fileBytes: number): ContentHasher {
  let hasher: Hash | undefined;
  let sha256: string | undefined;
  return {
    update(part) {
      // One call is half the price of a hash object, and most files come in one part.
      if (part.length === fileBytes) sha256 = hash('sha256', part, 'hex');
      else {
        hasher ??= createHash('sha256');
        hasher.update(part);
      }
    },
    end(done) {
      done(sha256 ?? hasher?.digest('hex') ?? hash('sha256', '', 'hex'));
    },
  };
}
