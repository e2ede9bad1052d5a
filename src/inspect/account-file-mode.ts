/** Rule: the files that say who is root can be changed or read by others. */
import type { ImageRule } from './rule.ts';
import { describeFile, problemsByOrigin } from './sighting.ts';

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
    const sightings = [...footprint.files].flatMap(([path, file]) => {
      const { mode, type } = file.entry;
      if (type !== 'file') return [];
      const writable = guarded.test(path) && (mode & 0o022) !== 0;
      const readable = secretFiles.has(path) && (mode & 0o004) !== 0;
      if (!writable && !readable) return [];
      const byGroup = writable && (mode & 0o002) === 0;
      const label = byGroup
        ? 'writable by group'
        : writable
          ? 'writable by everybody'
          : 'readable by everybody';
      return [{ path, layer: file.layer, label, value: describeFile(file), world: writable && !byGroup }];
    });
    yield* problemsByOrigin(footprint, sightings, (group) => ({
      severity: group.some(({ world }) => world) ? 'high' : 'medium',
      message: `${group.map(({ path, label }) => `/${path} is ${label}`).join('; ')}.`,
    }));
  },
};
