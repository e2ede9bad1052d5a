/** Rule: files that run with their owner's or group's rights. https://man7.org/linux/man-pages/man7/inode.7.html */
import { count } from './bytes.ts';
import type { ImageRule } from './rule.ts';
import { describeFile, problemsByOrigin, sightFiles } from './sighting.ts';

const setuid = 0o4000;
const setgid = 0o2000;

export const setuidFiles: ImageRule = {
  id: 'setuid-files',
  kind: 'image',
  severity: 'low',
  title: 'Files are setuid or setgid',
  why: 'They run with the rights of their owner, mostly root, whoever starts them: each is a way up for a process that has lost its rights.',
  fix: 'Remove the bits that nobody needs (`chmod a-s`), leave the packages out, or run with no-new-privileges.',
  aliases: ['CIS-DI-0008'],
  *check({ footprint, programs }) {
    const shellPaths = new Set(
      programs.flatMap(({ kind, path, by }) => (kind === 'shell' && by === 'content' ? [path] : [])),
    );
    const sightings = sightFiles(footprint, (path, { type, mode, uid }, file) => {
      if (type !== 'file' || (mode & (setuid | setgid)) === 0) return undefined;
      const isSetuid = (mode & setuid) !== 0;
      const danger =
        !isSetuid || uid !== 0
          ? undefined
          : (mode & 0o022) !== 0
            ? `/${path} runs as root and is writable by others: whoever writes to it is root.`
            : shellPaths.has(path)
              ? `/${path} is a shell that runs as root, whoever starts it.`
              : undefined;
      return { label: isSetuid ? 'setuid' : 'setgid', value: describeFile(file), danger };
    });
    yield* problemsByOrigin(footprint, sightings, (group) => {
      const dangers = group.flatMap(({ danger }) => danger ?? []);
      const files = count(group.length, 'file runs', 'files run');
      return {
        message: [`${files} with the rights of the owner or group, whoever starts it.`, ...dangers].join(' '),
        ...(dangers.length === 0
          ? {}
          : { severity: 'high' as const, title: 'A setuid file gives root away' }),
      };
    });
  },
};
