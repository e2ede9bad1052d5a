/** Rule: EXPOSE with a protocol in capitals. https://docs.docker.com/reference/build-checks/expose-proto-casing/ */
import { replace } from '../reading/edit.ts';
import { portsOf } from '../reading/port.ts';
import type { DockerfileRule } from '../rule.ts';

export const exposeProtocolCasing: DockerfileRule = {
  id: 'ExposeProtoCasing',
  slug: 'expose-protocol-casing',
  kind: 'dockerfile',
  severity: 'info',
  title: 'The protocol of EXPOSE is not in lower case',
  why: 'Tools compare `80/tcp` as text.',
  fix: 'Write the protocol in lower case.',
  aliases: [],
  bad: 'FROM debian:13-slim\nEXPOSE 80/TCP\n',
  good: 'FROM debian:13-slim\nEXPOSE 80/tcp\n',
  *check(subject) {
    for (const { protocol, range, text } of portsOf(subject)) {
      const written = /\/([A-Za-z]+)["']?$/.exec(text)?.[1];
      if (protocol === protocol.toLowerCase() || written === undefined) continue;
      const wanted = text.replace(/\/[A-Za-z]+(?=["']?$)/, (part) => part.toLowerCase());
      yield {
        message: `\`${written}\` is not in lower case.`,
        range,
        fix: { title: `Write ${wanted}`, safety: 'safe', edits: [replace(range, wanted)] },
      };
    }
  },
};
