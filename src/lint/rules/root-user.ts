/** Rule: the image runs as root. https://docs.docker.com/build/building/best-practices/#user */
import { finalUser } from '../reading/user.ts';
import type { DockerfileRule } from '../rule.ts';

export const rootUser: DockerfileRule = {
  id: 'DL3002',
  slug: 'root-user',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'The image runs as root',
  why: 'Root in the container can change every file of the image, and is root on the host wherever a mount, a capability or a flaw of the kernel lets it out.',
  fix: 'End with `USER` and the numeric id of an account without rights.',
  aliases: ['DS-0002', 'AVD-DS-0002', 'DS002', 'ID.20017', 'CIS-DI-0001'],
  bad: 'FROM debian:13-slim\nUSER root\nCMD ["/srv/run"]\n',
  good: 'FROM debian:13-slim\nUSER 10001\nCMD ["/srv/run"]\n',
  *check(subject) {
    const found = finalUser(subject);
    if (found?.isRoot === true) yield { message: found.reason, range: found.range };
  },
};
