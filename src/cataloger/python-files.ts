/** Which files Python distributions own. https://packaging.python.org/en/latest/specifications/recording-installed-packages/ */
import { posix } from 'node:path';
import type { FileCataloger } from '../model/analyzer.ts';

const recordPath = /^(?<site>.*\/)?(?<name>[^/]+?)-[^/-]+\.dist-info\/RECORD$/;
/** The list that setuptools wrote before there was RECORD: one path a line, relative to the directory it is in. */
const installedPath = /^(?<site>.*\.egg-info\/)installed-files\.txt$/;
const eggInfoName = /(?:^|\/)(?<name>[^/]+?)(?:-\d[^/]*)?\.egg-info\/$/;

/** The package's name is the directory's: written as the installer did, `ruamel_yaml` for ruamel.yaml. */
export const pythonFiles: FileCataloger = {
  name: 'python-files',
  version: 2,
  maxBytes: 8 * 1024 * 1024,
  wants: (path) =>
    (path.endsWith('.dist-info/RECORD') && recordPath.test(path)) ||
    (path.endsWith('.egg-info/installed-files.txt') && eggInfoName.test(posix.dirname(path).concat('/'))),
  catalog({ path, bytes }) {
    const groups = (recordPath.exec(path) ?? installedPath.exec(path))?.groups;
    const site = groups?.['site'] ?? '';
    const name = groups?.['name'] ?? eggInfoName.exec(site)?.groups?.['name'] ?? '';
    const files = new Set<string>();
    for (const line of new TextDecoder('utf-8').decode(bytes).split('\n')) {
      if (line === '') continue;
      const written = firstColumn(line.replace(/\r$/, ''));
      const file = written.startsWith('/')
        ? written.replace(/^\/+/, '')
        : posix.normalize(`${site}${written}`);
      if (written !== '' && written.length <= 4_096 && !file.startsWith('..')) files.add(file);
    }
    return {
      packages: [],
      owns: [{ type: 'pypi', package: name, files: [...files] }],
      warnings: [],
    };
  },
};

/** The path of a CSV row, quoted where it holds a comma or a quote. */
function firstColumn(line: string): string {
  if (!line.startsWith('"')) return line.split(',', 1)[0] ?? '';
  return (/^"((?:[^"]|"")*)"/.exec(line)?.[1] ?? '').replaceAll('""', '"');
}
