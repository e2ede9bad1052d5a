/** Rule: a label that has to be an SPDX licence. https://spdx.org/licenses/ */
import parseExpression from 'spdx-expression-parse';
import { misfits } from '../reading/label.ts';
import type { DockerfileRule } from '../rule.ts';

export const labelLicense: DockerfileRule = {
  id: 'DL3054',
  slug: 'label-license',
  kind: 'dockerfile',
  severity: 'low',
  title: 'A label is no SPDX licence',
  why: 'The label schema of the configuration says that it is one. Silent until there is one.',
  fix: 'Write an identifier or expression of SPDX, such as `Apache-2.0 OR MIT`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nLABEL org.opencontainers.image.licenses="Apache 2"\n',
  good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.licenses=Apache-2.0\n',
  check: (subject) => misfits(subject, 'spdx', isExpression, 'an SPDX licence expression'),
};

function isExpression(value: string): boolean {
  try {
    // The parser is recursive: longer ones are no licences.
    return value.length <= 256 && parseExpression(value) !== undefined;
  } catch {
    return false;
  }
}
