/** Rule: a volume over a system directory. */
import { posix } from 'node:path';
import type { ImageRule } from './rule.ts';

const systemDirectory =
  /^\/(?:bin|boot|etc|lib|lib32|lib64|root|sbin|usr|usr\/(?:bin|lib|sbin)|var|var\/run)?$/;
const kernelOrRuntime = /^\/(?:dev|proc|sys)(?:\/|$)|^\/(?:var\/)?run\/(?:docker|containerd|crio|podman)\b/;

export const sensitiveVolume: ImageRule = {
  id: 'sensitive-volume',
  kind: 'image',
  severity: 'medium',
  title: 'A volume lies over a system directory',
  why: "A volume hides what the image has there and takes what later builds put there out of the image; a runtime's socket gives whoever reaches it the host.",
  fix: 'Declare volumes only for the data of the program, below /data or /var/lib/NAME.',
  aliases: ['DKL-DI-0002'],
  *check({ config }) {
    for (const volume of config.volumes) {
      const path = posix.join('/', volume).replace(/(.)\/$/, '$1');
      if (!systemDirectory.test(path) && !kernelOrRuntime.test(path)) continue;
      yield {
        message: `VOLUME ${path} lies over a directory that belongs to the system.`,
        location: {},
        evidence: [{ label: 'VOLUME', value: volume }],
      };
    }
  },
};
