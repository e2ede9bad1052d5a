/** Rule: the image has sudo or its like, or rules that let an account become root without a password. */
import { programProblems } from './program-rule.ts';
import type { ImageRule } from './rule.ts';
import { problemsByOrigin } from './sighting.ts';

export const sudo: ImageRule = {
  id: 'sudo',
  kind: 'image',
  severity: 'medium',
  title: 'The image has a way to become root',
  why: 'sudo is setuid root and has had root holes of its own; with NOPASSWD the unprivileged USER is root in all but name.',
  fix: 'Do what needs root at build time, drop sudo, and start as the unprivileged user.',
  aliases: [],
  *check(subject) {
    const { footprint } = subject;
    yield* programProblems(
      subject,
      'privilege',
      'programs that give root',
      'They undo an unprivileged USER.',
    );
    const grants = footprint.evidence.flatMap((item) =>
      item.kind === 'text' &&
      item.live &&
      /^etc\/(?:sudoers$|sudoers\.d\/|doas\.conf$|doas\.d\/)/.test(item.path)
        ? passwordlessGrants(item.text).map((value) => ({
            path: item.path,
            layer: item.layer,
            label: 'grant',
            value,
          }))
        : [],
    );
    yield* problemsByOrigin(footprint, grants, (group) => ({
      severity: 'high',
      title: 'An account becomes root without a password',
      message: `The image's own rules let an account run commands as another user without a password: ${group[0]?.value ?? ''}.`,
    }));
  },
};

/** Lines that grant without a password, at most 120 characters of each; root's own grants do not count. */
function passwordlessGrants(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /\bNOPASSWD\b|^permit\b.*\bnopass\b/.test(line) && !/^(?:#|root\b)/.test(line))
    .map((line) => line.slice(0, 120));
}
