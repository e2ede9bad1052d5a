/** Which shell `/bin/sh` is, as far as the base's name tells. */
import type { Step } from '../steps.ts';
import type { LintSubject } from '../subject.ts';

/** `posix`: dash, or not known. */
export type ShellFamily = 'posix' | 'busybox' | 'bash';

const bash =
  /(?:^|[/-])(?:fedora|centos|rockylinux|almalinux|oraclelinux|amazonlinux|redhat|rhel|ubi\d*|ubi-minimal|opensuse|sles|archlinux|mageia|photon|azurelinux|mariner|clearlinux)\b|(?:^|[/.-])(?:ubi\d+|al20\d\d)(?:[/.:-]|$)/i;
const busybox = /(?:^|[/:.-])(?:alpine|busybox|wolfi(?:-base)?)/i;

export function baseFamily({ stages }: LintSubject, { stage }: Step): ShellFamily {
  let name = '';
  for (let at = stages[stage], depth = 0; at !== undefined && depth < 64; depth++) {
    name = at.base;
    at = at.parent === undefined ? undefined : stages[at.parent];
  }
  if (busybox.test(name)) return 'busybox';
  return bash.test(name) ? 'bash' : 'posix';
}
