/** WordPress plugins from the header of their main file. https://developer.wordpress.org/plugins/plugin-basics/header-requirements/ */
import type { StreamCataloger } from '../model/analyzer.ts';
import { decodeText, installedResult } from './lock-file.ts';

const pluginPath = /(?:^|\/)wp-content\/plugins\/(?:(?<directory>[^/\s]+)\/)?(?<file>[^/\s]+)\.php$/;
/** As far as WordPress itself looks for the header. */
const headerBytes = 8 * 1024;

/** The name is the plugin's directory, or its file where it is one file; PHP files without the header are others. */
export const wordpressPlugin: StreamCataloger = {
  name: 'wordpress-plugin',
  version: 1,
  open({ path }) {
    if (!path.endsWith('.php') || !path.includes('wp-content/plugins/')) return undefined;
    const groups = pluginPath.exec(path)?.groups;
    const name = groups?.['directory'] ?? groups?.['file'];
    if (name === undefined) return undefined;
    let header = new Uint8Array(0);
    return {
      write(chunk) {
        if (header.length >= headerBytes) return;
        header = Buffer.concat([header, chunk.subarray(0, headerBytes - header.length)]);
      },
      end() {
        const text = decodeText(header);
        const version = fieldOf(text, 'Version');
        const isPlugin = fieldOf(text, 'Plugin Name') !== undefined && version !== undefined;
        const license = fieldOf(text, 'License');
        const found = isPlugin ? [{ name, version, licenses: license === undefined ? [] : [license] }] : [];
        return installedResult({ type: 'wordpress-plugin', foundBy: 'wordpress-plugin', path }, found);
      },
    };
  },
};

function fieldOf(text: string, field: string): string | undefined {
  return new RegExp(`^[ \\t/*#@]{0,20}${field}:[ \\t]{0,20}([^\\r\\n]{1,200})`, 'mi').exec(text)?.[1]?.trim();
}
