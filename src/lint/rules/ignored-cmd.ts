/** Rule: CMD beside an ENTRYPOINT in the shell form, which takes no arguments. https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact */
import type { DockerfileRule } from '../rule.ts';

export const ignoredCmd: DockerfileRule = {
  id: 'ignored-cmd',
  slug: 'cmd-without-effect',
  kind: 'dockerfile',
  severity: 'medium',
  title: 'CMD has no effect beside a shell-form ENTRYPOINT',
  why: 'An ENTRYPOINT in the shell form runs `sh -c` with one script: CMD, and what follows the image in `docker run`, reach the shell and not the program.',
  fix: 'Write ENTRYPOINT as a JSON array.',
  aliases: [],
  bad: 'FROM debian:13-slim\nENTRYPOINT /srv/run\nCMD ["--port", "8080"]\n',
  good: 'FROM debian:13-slim\nENTRYPOINT ["/srv/run"]\nCMD ["--port", "8080"]\n',
  *check({ stages }) {
    for (const { steps } of stages) {
      const own = steps.filter(({ isTrigger }) => !isTrigger);
      const entry = own.findLast(({ instruction }) => instruction.keyword === 'ENTRYPOINT')?.instruction;
      const cmd = own.findLast(({ instruction }) => instruction.keyword === 'CMD')?.instruction;
      if (entry === undefined || cmd === undefined || entry.json !== undefined || cmd.argument === '')
        continue;
      // A script that hands its arguments on.
      if (entry.argument === '' || /\$[@*1-9]|\$\{[@*1-9]/.test(entry.argument)) continue;
      // What looks like JSON and is none has a finding of its own.
      if (entry.argument.startsWith('[')) continue;
      yield {
        message: `The ENTRYPOINT of line ${entry.line} runs under a shell, which drops what CMD says.`,
        range: cmd.range,
      };
    }
  },
};
