/** Rule: ADD downloads without a checksum. https://docs.docker.com/reference/dockerfile/#add---checksum */
import { stepsOf } from '../query.ts';
import { pathsOf } from '../reading/paths.ts';
import type { DockerfileRule } from '../rule.ts';

export const addWithoutChecksum: DockerfileRule = {
  id: 'add-without-checksum',
  slug: 'add-url-unchecked',
  kind: 'dockerfile',
  severity: 'low',
  title: 'ADD downloads a file without a checksum',
  why: 'The builder asks the server again with each build and takes what it sends: another file, and nobody notices.',
  fix: 'Write `ADD --checksum=sha256:...`, and for Git repositories the commit after `#`.',
  aliases: ['CIS-DI-0009'],
  bad: 'FROM debian:13-slim\nADD https://example.com/a.tgz /opt/\n',
  good: 'FROM debian:13-slim\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/a.tgz /opt/\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'ADD')) {
      if (step.instruction.flags.some(({ name }) => name === 'checksum')) continue;
      for (const { range, value: source } of pathsOf(subject, step).slice(0, -1)) {
        if (source === undefined) continue;
        const isGit = /^git@|\.git(?:#.*)?$|^(?:git|ssh):\/\//.test(source);
        if (!isGit && !/^https?:\/\//i.test(source)) continue;
        if (isGit && /#(?:.*[=&])?[0-9a-f]{40}\b/.test(source)) continue;
        yield {
          message: isGit
            ? 'A branch or tag of the repository can be another commit tomorrow.'
            : 'Nothing says which file it has to be.',
          range,
        };
      }
    }
  },
};
