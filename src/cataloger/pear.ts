/** PHP packages that PEAR or PECL installed, by its registry. https://pear.php.net/manual/en/core.rest.php */
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeText, installedResult } from './lock-file.ts';

/** The name is `CHANNEL/NAME`; PURL has no type that every reader knows for it, so it is `generic`. */
export const pear: FileCataloger = {
  name: 'pear',
  version: 1,
  maxBytes: 8 * 1024 * 1024,
  wants: (path) => path.endsWith('.reg') && path.includes('.registry/'),
  catalog({ path, bytes }) {
    const text = decodeText(bytes);
    const channel = stringOf(text, 'channel');
    const name = stringOf(text, 'name') ?? stringOf(text, 'package') ?? '';
    const version = /s:7:"version";a:\d+:\{s:7:"release";s:\d+:"([^"]{1,100})"/.exec(text)?.[1];
    const found = {
      name: channel === undefined ? name : `${channel}/${name}`,
      version:
        version ?? stringOf(text.replace(/^a:\d+:\{s:7:"attribs";a:\d+:\{[^}]*\}/, ''), 'version') ?? '',
      licenses: licensesOf(text),
    };
    return installedResult({ type: 'generic', foundBy: 'pear', path }, [found]);
  },
};

/** The first string under a key in PHP's serialized form: package.xml puts the package's own before all others. */
function stringOf(text: string, key: string): string | undefined {
  return new RegExp(`s:${key.length}:"${key}";s:\\d+:"([^"]{1,200})"`).exec(text)?.[1];
}

function licensesOf(text: string): readonly string[] {
  const license =
    stringOf(text, 'license') ??
    /s:7:"license";a:2:\{[^}]{0,500}\}s:8:"_content";s:\d+:"([^"]{1,200})"/.exec(text)?.[1];
  return license === undefined ? [] : [license];
}
