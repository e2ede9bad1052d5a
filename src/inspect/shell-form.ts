/** Rule: the program is started through a shell. https://docs.docker.com/reference/dockerfile/#shell-and-exec-form */
import type { ImageRule } from './rule.ts';

export const shellForm: ImageRule = {
  id: 'shell-form',
  kind: 'image',
  severity: 'low',
  title: 'The program is started through a shell',
  why: 'In shell form `/bin/sh -c` is process 1: SIGTERM stops at the shell, the program is killed after the grace period without saving anything, and the image cannot do without a shell.',
  fix: 'Write ENTRYPOINT and CMD in exec form: `ENTRYPOINT ["/app", "--flag"]`.',
  aliases: ['DL3025', 'JSONArgsRecommended'],
  *check({ config, footprint }) {
    const { argv, shellForm: throughShell } = footprint.entrypoint;
    if (!throughShell) return;
    const command = argv[argv.findIndex((word) => /^-\w*c$/.test(word)) + 1] ?? '';
    // A shell that replaces itself hands process 1 to the program.
    if (/^\s*exec\s/.test(command)) return;
    const keyword = config.entrypoint === undefined || config.entrypoint.length === 0 ? 'CMD' : 'ENTRYPOINT';
    const setter = footprint.instructions.findLast((instruction) => instruction.keyword === keyword);
    yield {
      message: `${keyword} is in shell form, so that ${argv[0] ?? 'a shell'} is process 1 and the program never gets the stop signal.`,
      location: setter === undefined ? {} : { instruction: setter.index },
      evidence: [{ label: keyword, value: argv.slice(0, 2).join(' ') }],
      ...(setter === undefined ? {} : { inBase: setter.inBase }),
    };
  },
};
