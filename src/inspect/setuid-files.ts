/** Rule: files that run with their owner's or group's rights. https://man7.org/linux/man-pages/man7/inode.7.html */
import { count } from './bytes.ts';
import type { ImageRule } from './rule.ts';
import { describeFile, problemsByOrigin } from './sighting.ts';

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
  *check({ footprint }) {
    const sightings = [...footprint.files]
      .filter(([, { entry }]) => entry.type === 'file' && (entry.mode & (setuid | setgid)) !== 0)
      .map(([path, file]) => ({
        path,
        layer: file.layer,
        label: (file.entry.mode & setuid) === 0 ? 'setgid' : 'setuid',
        value: describeFile(file),
        exposed: (file.entry.mode & setuid) !== 0 && file.entry.uid === 0 && (file.entry.mode & 0o022) !== 0,
      }));
    yield* problemsByOrigin(footprint, sightings, (group) => {
      const exposed = group.filter((sighting) => sighting.exposed);
      return {
        message: `${count(group.length, 'file runs', 'files run')} with the rights of the owner or group, whoever starts it.`,
        ...(exposed.length === 0
          ? {}
          : {
              severity: 'high' as const,
              title: 'A setuid root file can be changed by others than root',
              message: `/${exposed.map(({ path }) => path).join(', /')} runs as root and is writable by others: whoever writes to it is root.`,
            }),
      };
    });
  },
};
