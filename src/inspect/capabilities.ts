/** Decodes the security.capability attribute. https://man7.org/linux/man-pages/man7/capabilities.7.html */

/** Names by bit number, as the kernel's include/uapi/linux/capability.h counts them. */
const names =
  'chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore'.split(
    ' ',
  );

/** 32-bit words of each set by revision. */
const wordsByRevision: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [2, 2],
  [3, 2],
]);

export interface FileCapabilities {
  /** `cap_net_bind_service`, by bit number; a bit without a name is `cap_41`. */
  readonly permitted: readonly string[];
  readonly inheritable: readonly string[];
  /** True when the process starts with the permitted ones in force. */
  readonly effective: boolean;
}

/** The hex of a vfs_cap_data structure, revisions 1 to 3; undefined when it is none. */
export function decodeCapabilities(hex: string): FileCapabilities | undefined {
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length < 4) return undefined;
  const magic = bytes.readUInt32LE(0);
  const revision = magic >>> 24;
  const words = wordsByRevision.get(revision);
  if (words === undefined || bytes.length !== 4 + 8 * words + (revision === 3 ? 4 : 0)) return undefined;
  const permitted: string[] = [];
  const inheritable: string[] = [];
  for (let word = 0; word < words; word += 1) {
    permitted.push(...namesOf(bytes.readUInt32LE(4 + 8 * word), word));
    inheritable.push(...namesOf(bytes.readUInt32LE(8 + 8 * word), word));
  }
  return { permitted, inheritable, effective: (magic & 1) === 1 };
}

function namesOf(bits: number, word: number): string[] {
  const found: string[] = [];
  for (let bit = 0; bit < 32; bit += 1) {
    if (((bits >>> bit) & 1) === 1) found.push(`cap_${names[word * 32 + bit] ?? word * 32 + bit}`);
  }
  return found;
}
