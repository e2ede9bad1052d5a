/** Rule: PATH leads through places where others can put programs. */
import { posix } from 'node:path';
import { resolvePath } from '../footprint/resolve.ts';
import { environmentOf } from './environment.ts';
import type { ImageRule } from './rule.ts';
import { describeFile, locate } from './sighting.ts';

export const unsafePath: ImageRule = {
  id: 'unsafe-path',
  kind: 'image',
  severity: 'medium',
  title: 'PATH leads through places that others can write to',
  why: 'A program put into a directory of PATH by an unprivileged process is run by whoever calls that name; a relative or empty element means whatever the working directory is.',
  fix: 'Keep PATH to absolute directories that only root can write to.',
  aliases: [],
  *check({ config, footprint }) {
    const path = environmentOf(config).get('PATH');
    if (path === undefined) return;
    for (const element of new Set(path.split(':'))) {
      if (!posix.isAbsolute(element)) {
        yield {
          title: 'PATH has a relative or empty element',
          message: `PATH has ${element === '' ? 'an empty element' : `the element '${element}'`}, which stands for a place below the working directory at the time.`,
          location: {},
          evidence: [{ label: 'PATH', value: path }],
        };
        continue;
      }
      const directory = resolvePath(footprint.files, element);
      const file = directory === undefined ? undefined : footprint.files.get(directory);
      if (directory === undefined || file === undefined || file.entry.type !== 'dir') continue;
      const byGroup = (file.entry.mode & 0o020) !== 0 && file.entry.gid !== 0;
      if (!byGroup && (file.entry.mode & 0o002) === 0) continue;
      yield {
        message: `${element} is on PATH and writable by ${byGroup ? 'its group' : 'everybody'}: a program put there runs in place of the real one.`,
        location: locate(footprint, file.layer, directory),
        evidence: [
          { label: 'PATH', value: path },
          {
            label: 'directory',
            value: describeFile(file),
            location: locate(footprint, file.layer, directory),
          },
        ],
        inBase: footprint.layers[file.layer]?.inBase ?? false,
      };
    }
  },
};
