/** Rule: an unprivileged user and a port below 1024. */
import type { ImageRule } from './rule.ts';

export const privilegedPort: ImageRule = {
  id: 'privileged-port',
  kind: 'image',
  severity: 'info',
  title: 'An unprivileged user is to listen below port 1024',
  why: 'Docker lets every user of a container bind low ports; other runtimes do only with cap_net_bind_service or a sysctl, and the program fails to start there.',
  fix: 'Listen on a port from 1024 on, such as 8080, and map it where it is published.',
  aliases: [],
  *check({ config, footprint }) {
    if (footprint.users.runsAs.isRoot) return;
    const low = config.exposedPorts.filter((port) => {
      const number = Number.parseInt(port, 10);
      return number > 0 && number < 1024;
    });
    if (low.length === 0) return;
    yield {
      message: `USER is \`${config.user}\`, and the image exposes ${low.join(', ')}, which not every runtime lets it bind.`,
      location: {},
      evidence: low.map((value) => ({ label: 'EXPOSE', value })),
    };
  },
};
