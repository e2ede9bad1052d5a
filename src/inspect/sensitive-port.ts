/** Rule: a port of remote login, administration or debugging is exposed. https://www.iana.org/assignments/service-names-port-numbers */
import type { Severity } from '../model/finding.ts';
import type { ImageRule } from './rule.ts';

const ports: ReadonlyMap<number, readonly [service: string, severity: Severity]> = new Map([
  [21, ['FTP, passwords in the clear', 'low']],
  [22, ['SSH', 'medium']],
  [23, ['Telnet, passwords in the clear', 'medium']],
  [111, ['the RPC port mapper', 'low']],
  [135, ['Windows RPC', 'low']],
  [139, ['NetBIOS', 'low']],
  [445, ['SMB', 'low']],
  [512, ['rexec', 'medium']],
  [513, ['rlogin', 'medium']],
  [514, ['rsh', 'low']],
  [873, ['rsync', 'low']],
  [2345, ['the Delve debugger', 'low']],
  [2375, ['the Docker API without TLS', 'medium']],
  [2376, ['the Docker API', 'low']],
  [3389, ['Remote Desktop', 'medium']],
  [5005, ['the Java debugger', 'low']],
  [5678, ['the Python debugger', 'low']],
  [5900, ['VNC', 'medium']],
  [5901, ['VNC', 'medium']],
  [5985, ['Windows Remote Management', 'low']],
  [6000, ['X11', 'low']],
  [9229, ['the Node.js inspector', 'low']],
  [10250, ['the kubelet API', 'low']],
] as const);

export const sensitivePort: ImageRule = {
  id: 'sensitive-port',
  kind: 'image',
  severity: 'low',
  title: 'A port of remote administration is exposed',
  why: 'EXPOSE says that the program listens there, and `docker run -P` publishes it: logins, administration and debuggers are what attackers look for first.',
  fix: 'Remove the EXPOSE and the service behind it; use `docker exec` or `kubectl port-forward` instead.',
  aliases: ['DS-0004'],
  *check({ config, footprint }) {
    for (const exposed of config.exposedPorts) {
      const known = ports.get(Number.parseInt(exposed, 10));
      if (known === undefined) continue;
      const [service, severity] = known;
      const number = String(Number.parseInt(exposed, 10));
      const setter = footprint.instructions.findLast(
        ({ keyword, text }) => keyword === 'EXPOSE' && text.split(/[\s/[\]:{}]+/).includes(number),
      );
      yield {
        severity,
        message: `Port ${exposed} is exposed: that is where ${service} listens.`,
        location: setter === undefined ? {} : { instruction: setter.index },
        evidence: [{ label: 'EXPOSE', value: exposed }],
        ...(setter === undefined ? {} : { inBase: setter.inBase }),
      };
    }
  },
};
