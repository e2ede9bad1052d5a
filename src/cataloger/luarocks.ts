/** Lua rocks from the rockspec that LuaRocks keeps of every installed one. https://github.com/luarocks/luarocks/blob/main/docs/rockspec_format.md */
import type { FileCataloger } from '../model/analyzer.ts';
import { decodeText } from './lock-file.ts';

/** `lib/luarocks/rocks-5.4/NAME/VERSION-REVISION/NAME-VERSION-REVISION.rockspec` */
const rockspecPath =
  /(?:^|\/)rocks(?:-\d[\d.]*)?\/([^/\s]{1,200})\/([^/\s]{1,100}-\d{1,9})\/\1-\2\.rockspec$/;

/** Name and version are the path's, which LuaRocks makes of them; a rockspec is a program, and is not run. */
export const luarocks: FileCataloger = {
  name: 'luarocks',
  version: 2,
  maxBytes: 1024 * 1024,
  wants: (path) => path.endsWith('.rockspec') && rockspecPath.test(path),
  catalog({ path, bytes }) {
    const [, name, version] = rockspecPath.exec(path) ?? [];
    if (name === undefined || version === undefined) throw new Error('not the path of an installed rock');
    const license = /^[ \t]{0,99}license[ \t]{0,99}=[ \t]{0,99}["']([^"'\n]{1,200})["']/m.exec(
      decodeText(bytes),
    )?.[1];
    return {
      packages: [
        {
          type: 'luarocks',
          name,
          version,
          licenses: license === undefined ? [] : [license],
          foundBy: 'luarocks',
        },
      ],
      owns: [],
      warnings: [],
    };
  },
};
