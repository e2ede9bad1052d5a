/** Expands deflated content as it streams, within an allowance. https://www.rfc-editor.org/rfc/rfc1951 */
import { Inflate } from 'fflate';
import type { FileSink } from '../../model/analyzer.ts';

/** What is left of the work that one file may cause; counted down by who does it. */
export interface Allowance {
  expandedBytes: number;
  entries: number;
  archives: number;
}

/** Expanded at once: a slice can grow a thousandfold. */
const sliceBytes = 16 * 1024;

/** Throws an Error on broken content and when the allowance is used up. */
export function expand(target: FileSink<void>, allowance: Allowance): FileSink<void> {
  const inflate = new Inflate((chunk) => {
    allowance.expandedBytes -= chunk.length;
    if (chunk.length > 0) target.write(chunk);
  });
  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; at += sliceBytes) {
        if (allowance.expandedBytes <= 0) throw new Error('expands to more than is read');
        inflate.push(chunk.subarray(at, at + sliceBytes), false);
      }
    },
    end() {
      inflate.push(new Uint8Array(0), true);
      target.end();
    },
  };
}
