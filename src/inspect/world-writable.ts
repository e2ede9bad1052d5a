/** Rule: files and directories that anybody in the container may change. */
import { count } from './bytes.ts';
import type { ImageRule } from './rule.ts';
import { describeFile, problemsByOrigin, sightFiles } from './sighting.ts';

const sticky = 0o1000;

export const worldWritable: ImageRule = {
  id: 'world-writable',
  kind: 'image',
  severity: 'low',
  title: 'Files or directories are writable by everybody',
  why: 'Any process can replace what others run or read; in a directory without the sticky bit also files that it does not own.',
  fix: 'Give ownership to the user that writes (`COPY --chown`, `chown`) and drop the write bit for others (`chmod o-w`).',
  aliases: [],
  *check({ footprint }) {
    const sightings = sightFiles(footprint, (path, { type, mode }, file) => {
      if ((mode & 0o002) === 0 || /^(?:dev|proc|sys)(?:\/|$)/.test(path)) return undefined;
      if (type === 'file') return { label: 'file', value: describeFile(file) };
      const isOpen = type === 'dir' && (mode & sticky) === 0;
      return isOpen ? { label: 'directory', value: describeFile(file) } : undefined;
    });
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      message: `${count(group.length, 'path')} can be changed by any process in the container, beginning with /${group[0]?.path ?? ''}.`,
    }));
  },
};
