/** Rule: the files that say who is root can be changed or read by others. */
import type { ImageRule } from './rule.ts';
import { describeFile, problemsByOrigin, sightFiles } from './sighting.ts';

const secretFiles: ReadonlySet<string> = new Set([
  'etc/shadow',
  'etc/shadow-',
  'etc/gshadow',
  'etc/gshadow-',
]);
const guarded = /^etc\/(?:passwd|group|g?shadow|sudoers|ld\.so\.preload|sudoers\.d\/[^/]+)$/;

export const accountFileMode: ImageRule = {
  id: 'account-file-mode',
  kind: 'image',
  severity: 'high',
  title: 'Files that decide who is root are open to others',
  why: 'Who can write /etc/passwd or sudoers can make an account with uid 0; who can read /etc/shadow can guess passwords.',
  fix: 'Restore the usual modes: `chmod 644 /etc/passwd /etc/group`, `chmod 640 /etc/shadow`, `chmod 440 /etc/sudoers`.',
  aliases: [],
  *check({ footprint }) {
    const sightings = sightFiles(footprint, (path, { mode, type }, file) => {
      if (type !== 'file' || !path.startsWith('etc/')) return undefined;
      const writable = guarded.test(path) ? mode & 0o022 : 0;
      const readable = secretFiles.has(path) && (mode & 0o004) !== 0;
      if (writable === 0 && !readable) return undefined;
      const world = (writable & 0o002) !== 0;
      const label = world
        ? 'writable by everybody'
        : writable === 0
          ? 'readable by everybody'
          : 'writable by group';
      return { label, value: describeFile(file), world };
    });
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      severity: group.some(({ world }) => world) ? 'high' : 'medium',
      message: `${group.map(({ path, label }) => `/${path} is ${label}`).join('; ')}.`,
    }));
  },
};
