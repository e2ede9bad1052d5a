/** Rule: files that start with capabilities of root. https://man7.org/linux/man-pages/man7/capabilities.7.html */
import { decodeCapabilities } from './capabilities.ts';
import type { ImageRule } from './rule.ts';
import { describeFile, listSome, problemsByOrigin, sightFiles } from './sighting.ts';

/** With one of these a process can make itself root, or leave the container. */
const rootLike: ReadonlySet<string> = new Set([
  'cap_bpf',
  'cap_chown',
  'cap_dac_override',
  'cap_dac_read_search',
  'cap_fowner',
  'cap_mknod',
  'cap_setfcap',
  'cap_setgid',
  'cap_setuid',
  'cap_sys_admin',
  'cap_sys_module',
  'cap_sys_ptrace',
  'cap_sys_rawio',
]);

export const fileCapabilities: ImageRule = {
  id: 'file-capabilities',
  kind: 'image',
  severity: 'low',
  title: 'Files carry capabilities',
  why: "Whoever starts such a file gets a part of root's rights, as far as the container has them; some parts are as good as all.",
  fix: 'Drop the attribute (`setcap -r FILE`) unless the program needs it, and keep to cap_net_bind_service and the like.',
  aliases: [],
  *check({ footprint }) {
    const sightings = sightFiles(footprint, (_, { capability }, file) => {
      if (capability === undefined) return undefined;
      const decoded = decodeCapabilities(capability);
      const names =
        decoded === undefined ? ['unreadable'] : [...new Set([...decoded.permitted, ...decoded.inheritable])];
      if (names.length === 0) return undefined;
      const effective = decoded?.effective === true ? ' (effective)' : '';
      return { label: 'capabilities', value: `${names.join(',')}${effective}, ${describeFile(file)}`, names };
    });
    yield* problemsByOrigin(footprint, sightings, (group) => {
      const strong = group.flatMap(({ names }) => names.filter((name) => rootLike.has(name)));
      const files = listSome(group.map(({ path, names }) => `/${path} (${names.join(', ')})`));
      return {
        message: `Started by anybody, these files have capabilities: ${files}.${strong.length === 0 ? '' : ` With ${listSome(strong)} a process can become root.`}`,
        ...(strong.length === 0 ? {} : { severity: 'medium' as const }),
      };
    });
  },
};
