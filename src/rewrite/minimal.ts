/** Images that have nothing left to take out: no shell, no package manager. */
import type { Footprint } from '../model/footprint.ts';

const shells: ReadonlySet<string> = new Set([
  'ash',
  'bash',
  'busybox',
  'dash',
  'fish',
  'ksh',
  'mksh',
  'toybox',
  'zsh',
]);
const programs =
  /^(usr\/)?s?bin\/(sh|bash|dash|busybox|apt|apt-get|dpkg|apk|rpm|dnf|yum|microdnf|zypper|pacman)$/;

/** True when a rewrite onto a base without a shell would change nothing but the base's name. */
export function isMinimal(footprint: Pick<Footprint, 'evidence' | 'files'>): boolean {
  const hasShell = footprint.evidence.some(
    (evidence) => evidence.live && evidence.kind === 'signature' && shells.has(evidence.program),
  );
  if (hasShell) return false;
  for (const path of footprint.files.keys()) if (programs.test(path)) return false;
  return true;
}
