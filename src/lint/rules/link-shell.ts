/** Rule: /bin/sh is replaced, where SHELL would do. https://docs.docker.com/reference/dockerfile/#shell */
import { operandsOf, runCommands } from '../query.ts';
import type { DockerfileRule } from '../rule.ts';

export const linkShell: DockerfileRule = {
  id: 'DL4005',
  slug: 'link-shell',
  kind: 'dockerfile',
  severity: 'low',
  title: '/bin/sh is linked to another shell',
  why: "Scripts of the distribution's packages run with /bin/sh and are tested with its own; the next update of the shell's package puts the link back.",
  fix: 'Write `SHELL ["/bin/bash", "-c"]`.',
  aliases: [],
  bad: 'FROM debian:13-slim\nRUN ln -sf /bin/bash /bin/sh\n',
  good: 'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n',
  *check(subject) {
    for (const { program, words, command } of runCommands(subject)) {
      if (program !== 'ln' || !/^(?:\/usr)?\/bin\/sh$/.test(operandsOf(words).at(-1)?.value ?? '')) continue;
      yield { message: 'The link changes the shell of every script in the image.', range: command.range };
    }
  },
};
