/** Gives memory back at once: until a collection notices, buffers of a gigabyte that was read pile up, and it costs more the later it comes. */
import { MessageChannel } from 'node:worker_threads';

/** Takes bytes that nobody uses any more; those that share their ArrayBuffer with others are left alone. */
export type Release = (bytes: Uint8Array) => void;

/** What is moved to a closed port is freed there and then. */
export function createRelease(): Release {
  const { port1 } = new MessageChannel();
  port1.close();
  return ({ buffer, byteLength }) => {
    if (byteLength > 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) {
      port1.postMessage(undefined, [buffer]);
    }
  };
}
