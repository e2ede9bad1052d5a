/** Rule: the image has a remote login server. */
import { programProblems } from './program-rule.ts';
import type { ImageRule } from './rule.ts';
import { problemsByOrigin } from './sighting.ts';

export const sshServer: ImageRule = {
  id: 'ssh-server',
  kind: 'image',
  severity: 'medium',
  title: 'The image has a remote login server',
  why: 'A container is entered through its runtime; a login server adds a port, keys and accounts to guard, and its host keys are the same in every copy of the image.',
  fix: 'Remove the server and use `docker exec` or `kubectl exec` for access.',
  aliases: [],
  *check(subject) {
    const { footprint } = subject;
    yield* programProblems(
      subject,
      'login-server',
      'a remote login server',
      'Every copy of the image offers it.',
    );
    const settings = footprint.evidence.flatMap((item) =>
      item.kind === 'text' && item.live && /^etc\/ssh\/sshd_config/.test(item.path)
        ? weakSettings(item.text).map((value) => ({
            path: item.path,
            layer: item.layer,
            label: 'setting',
            value,
          }))
        : [],
    );
    yield* problemsByOrigin(footprint, settings, (group) => ({
      title: 'The SSH server is configured to let root or empty passwords in',
      message: `sshd_config says ${group.map(({ value }) => `\`${value}\``).join(', ')}.`,
      fix: 'Set PermitRootLogin and PermitEmptyPasswords to no, or remove the server.',
    }));
  },
};

function weakSettings(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => /^(?:PermitRootLogin|PermitEmptyPasswords)[ =]yes$/i.test(line));
}
