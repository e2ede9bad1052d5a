/** Rule: VOLUME on a path of the system. */
import { posix } from 'node:path';
import { stepsOf } from '../query.ts';
import { pathsOf } from '../reading/paths.ts';
import type { DockerfileRule } from '../rule.ts';

const sensitive =
  /^\/(?:$|(?:bin|boot|dev|etc|lib|lib64|proc|root|sbin|sys|usr)(?:\/(?:bin|lib|sbin))?$|(?:var\/)?run\/(?:docker|containerd|crio|podman)[\w./-]*$)/;

export const sensitiveVolume: DockerfileRule = {
  id: 'sensitive-volume',
  slug: 'system-volume',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'A path of the system is a volume',
  why: 'Each container gets a copy of it that outlives the image: updates of the image do not reach it, and who mounts a directory of the host there gives it away.',
  fix: 'Declare a directory of your own.',
  aliases: [],
  bad: 'FROM debian:13-slim\nVOLUME /etc\n',
  good: 'FROM debian:13-slim\nVOLUME /srv/data\n',
  *check(subject) {
    for (const step of stepsOf(subject, 'VOLUME')) {
      for (const { range, value: path } of pathsOf(subject, step)) {
        if (
          path === undefined ||
          !path.startsWith('/') ||
          !sensitive.test(posix.normalize(path).replace(/(?<=.)\/$/, ''))
        )
          continue;
        yield {
          message: `\`${path}\` belongs to the system.`,
          range,
        };
      }
    }
  },
};
