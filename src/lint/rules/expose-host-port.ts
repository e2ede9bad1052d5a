/** Rule: EXPOSE with a port of the host or an address. https://docs.docker.com/reference/build-checks/expose-invalid-format/ */
import { replace } from '../reading/edit.ts';
import { portsOf } from '../reading/port.ts';
import type { DockerfileRule } from '../rule.ts';

export const exposeHostPort: DockerfileRule = {
  id: 'ExposeInvalidFormat',
  slug: 'expose-host-port',
  kind: 'dockerfile',
  severity: 'low',
  title: 'EXPOSE names an address or a port of the host',
  why: "An image cannot say where it is published: all before the container's port is ignored, and is to become an error.",
  fix: "Write the container's port only.",
  aliases: [],
  bad: 'FROM debian:13-slim\nEXPOSE 127.0.0.1:8080:80\n',
  good: 'FROM debian:13-slim\nEXPOSE 80\n',
  *check(subject) {
    for (const { host, range, text, port } of portsOf(subject)) {
      if (host === undefined) continue;
      const wanted = text.slice(text.lastIndexOf(':') + 1).replace(/["']$/, '');
      yield {
        message: `\`${host}\` before the port says nothing: \`docker run --publish\` decides where port ${port} is reached.`,
        range,
        ...(wanted === '' || text.includes('$')
          ? {}
          : { fix: { title: `Write ${wanted}`, safety: 'safe' as const, edits: [replace(range, wanted)] } }),
      };
    }
  },
};
