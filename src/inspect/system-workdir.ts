/** Rule: the working directory is one of the system's. */
import { posix } from 'node:path';
import type { ImageRule } from './rule.ts';

const system = /^\/(?:bin|boot|dev|etc|lib|lib64|proc|sbin|sys|usr\/bin|usr\/lib|usr\/sbin)(?:\/|$)/;

export const systemWorkdir: ImageRule = {
  id: 'system-workdir',
  kind: 'image',
  severity: 'low',
  title: 'The working directory is a system directory',
  why: "What the program writes without a path lands among the system's files, or in a kernel file system that is mounted over it.",
  fix: 'Set WORKDIR to a directory of the program: `WORKDIR /app`.',
  aliases: ['DS-0030'],
  *check({ config, footprint }) {
    const path = posix.join('/', config.workingDir);
    if (!system.test(path)) return;
    const setter = footprint.instructions.findLast(({ keyword }) => keyword === 'WORKDIR');
    yield {
      message: `WORKDIR is ${path}, a directory of the system.`,
      location: setter === undefined ? {} : { instruction: setter.index },
      evidence: [{ label: 'WORKDIR', value: config.workingDir }],
    };
  },
};
