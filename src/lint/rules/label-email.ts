/** Rule: a label that has to be an address. https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1 */
import { misfits } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

const address =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)*$/i;

export const labelEmail: DockerfileRule = {
  id: 'DL3058',
  slug: 'label-email',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A label is no email address',
  why: 'The label schema of the configuration says that it is one. Silent until there is one.',
  fix: 'Write an address like `ada@example.com`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL maintainer=ada\n',
  good: 'FROM debian:13-slim\nLABEL maintainer=ada@example.com\n',
  check: (subject) =>
    misfits(subject, 'email', (value) => value.length <= 254 && address.test(value), 'an email address'),
};
